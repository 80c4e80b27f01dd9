package io.beta9.provisioning.terraform;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.terraform.TerraformEvent.Action;
import io.beta9.provisioning.terraform.TerraformEvent.PlannedChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Refuses plans that lose what cannot be made again. */
public final class PlanGuard {
  /** What would be lost, in words. */
  private static final Map<String, String> IRREPLACEABLE =
      Map.of(
          "aws_db_instance", "the database and all that is in it",
          "aws_s3_bucket", "the bucket and its objects",
          "aws_eks_cluster", "the cluster and all that runs in it",
          "aws_kms_key", "the key without which the encrypted data cannot be read",
          "aws_elasticache_replication_group", "the Redis data, file system metadata among it");

  private PlanGuard() {}

  /**
   * The reason to refuse the plan, if there is one.
   *
   * @param allowedToLose addresses that a person has asked to lose
   */
  public static Optional<Failure> check(PlanSummary plan, Set<String> allowedToLose) {
    List<PlannedChange> losses =
        plan.changes().stream()
            .filter(c -> c.action() == Action.DELETE || c.action() == Action.REPLACE)
            .filter(c -> IRREPLACEABLE.containsKey(c.resource().type()))
            .filter(c -> !allowedToLose.contains(c.resource().address()))
            .toList();
    return losses.isEmpty() ? Optional.empty() : Optional.of(refusal(losses));
  }

  private static Failure refusal(List<PlannedChange> losses) {
    PlannedChange first = losses.getFirst();
    String address = first.resource().address();
    String more = losses.size() == 1 ? "" : " (and " + (losses.size() - 1) + " more like it)";
    boolean tainted = "tainted".equals(first.reason());
    return new Failure(
        FailureClass.CONFLICT,
        "plan-would-destroy",
        "The plan was refused",
        "it would "
            + (first.action() == Action.REPLACE ? "replace " : "destroy ")
            + address
            + more
            + ", and with it "
            + IRREPLACEABLE.get(first.resource().type())
            + (first.reason() == null ? "" : "; Terraform's reason is '" + first.reason() + "'"),
        tainted
            ? "If "
                + address
                + " is healthy in AWS, run 'terraform untaint "
                + address
                + "' in the stack directory and retry"
            : "Look at what was changed in the meta-config or in the account; nothing was done yet");
  }
}
