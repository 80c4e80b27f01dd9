package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.nodes.NodeJoinDiagnoser;
import io.beta9.provisioning.aws.preflight.DatabaseOfferings;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Terraform can say of a node group or a database that failed is that it failed; the account
 * knows why, and what there would be instead.
 */
public final class FailureExplainer {
  private static final Pattern NODE_GROUP =
      Pattern.compile("aws_eks_node_group\\.this\\[\"(\\w+)\"]");
  private static final Pattern DATABASE = Pattern.compile("aws_db_instance\\.");
  private static final Pattern NOT_OFFERED =
      Pattern.compile(
          "InsufficientDBInstanceCapacity|does not support creating a DB instance"
              + "|is not available in the Availability Zones?");

  private FailureExplainer() {}

  /** The failure, with its cause where that is found. */
  public static Failure of(StepContext context, Failure failure) {
    if (failure.kind() == FailureClass.TRANSIENT || failure.kind() == FailureClass.CANCELLED) {
      return failure;
    }
    Matcher group = NODE_GROUP.matcher(failure.what());
    if (group.find()) {
      return ofNodes(context, failure, group.group(1)).orElse(failure);
    }
    return DATABASE.matcher(failure.what()).find() && NOT_OFFERED.matcher(failure.why()).find()
        ? ofDatabase(context, failure)
        : failure;
  }

  private static Optional<Failure> ofNodes(StepContext context, Failure failure, String group) {
    return new NodeJoinDiagnoser(context.session())
        .causeOf(context.model().resourcePrefix(), group)
        .map(
            cause ->
                new Failure(cause.kind(), cause.code(), failure.what(), cause.why(), cause.next()));
  }

  private static Failure ofDatabase(StepContext context, Failure failure) {
    InfraModel model = context.model();
    return new Failure(
        FailureClass.CAPACITY,
        "database-no-capacity",
        failure.what(),
        failure.why(),
        new DatabaseOfferings(context.session()).proposal(model.postgres(), model.network()));
  }
}
