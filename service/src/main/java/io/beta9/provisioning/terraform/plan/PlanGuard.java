package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import io.beta9.provisioning.terraform.run.TerraformEvent.PlannedChange;
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

  private static final Set<String> IDENTITIES =
      Set.of("identifier", "name", "bucket", "replication_group_id", "arn", "id");

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

  /**
   * The reason to refuse a plan that goes on after an interrupted run, if there is one: that it
   * would make what may exist, lose what it takes over, or change it beyond what an import cannot
   * know.
   *
   * @param mayBeMade addresses that were looked for and are not in the account, or can be made
   *     twice without harm
   * @param changeAskedFor whether a person wants things other than they were made
   */
  public static Optional<Failure> checkGoingOn(
      List<PlannedResource> plan, Set<String> mayBeMade, boolean changeAskedFor) {
    return plan.stream()
        .flatMap(resource -> objection(resource, mayBeMade, changeAskedFor).stream())
        .findFirst();
  }

  /**
   * The reason to refuse a plan that is to do nothing but take things over, if there is one.
   *
   * @param mayBeMade addresses of settings that can be made again without harm
   */
  public static Optional<Failure> checkImportOnly(
      List<PlannedResource> plan, Set<String> mayBeMade) {
    return plan.stream()
        .filter(resource -> resource.action() != Action.UPDATE)
        .flatMap(resource -> objection(resource, mayBeMade, false).stream())
        .findFirst();
  }

  private static Optional<Failure> objection(
      PlannedResource resource, Set<String> mayBeMade, boolean changeAskedFor) {
    return switch (resource.action()) {
      case CREATE ->
          mayBeMade.contains(resource.address())
              ? Optional.empty()
              : Optional.of(
                  refused(
                      "plan-would-duplicate",
                      "it would create "
                          + resource.address()
                          + ", and it is not proved that the account does not have it already"));
      case DELETE, REPLACE -> loss(resource, changeAskedFor);
      case UPDATE -> resource.importing() ? unexpected(resource, changeAskedFor) : Optional.empty();
      case READ, NOOP, MOVE, IMPORT, FORGET, OTHER -> Optional.empty();
    };
  }

  private static Optional<Failure> loss(PlannedResource resource, boolean changeAskedFor) {
    boolean mayGo =
        !IRREPLACEABLE.containsKey(resource.type())
            && !resource.importing()
            && (changeAskedFor || resource.isTainted());
    return mayGo
        ? Optional.empty()
        : Optional.of(
            refused(
                "plan-would-destroy",
                "it would "
                    + (resource.action() == Action.REPLACE ? "replace " : "destroy ")
                    + resource.address()
                    + Optional.ofNullable(IRREPLACEABLE.get(resource.type()))
                        .map(lost -> ", and with it " + lost)
                        .orElse("")
                    + (resource.reason() == null
                        ? ""
                        : "; Terraform's reason is '" + resource.reason() + "'")));
  }

  /** An identity that changes means that the wrong thing was found, whoever asked for changes. */
  private static Optional<Failure> unexpected(PlannedResource resource, boolean changeAskedFor) {
    List<String> odd =
        resource.changed().stream()
            .filter(attribute -> !HarmlessUpdates.covers(resource.type(), attribute))
            .filter(attribute -> !changeAskedFor || IDENTITIES.contains(attribute))
            .sorted()
            .toList();
    return odd.isEmpty()
        ? Optional.empty()
        : Optional.of(
            refused(
                "plan-would-change",
                "it would change "
                    + String.join(", ", odd)
                    + " of "
                    + resource.address()
                    + ", which an interrupted run has made and which should be as it is"));
  }

  private static Failure refused(String code, String why) {
    return new Failure(
        FailureClass.CONFLICT,
        code,
        "The plan was refused",
        why,
        "Look at that resource in the account and in the state ('./provisioner state show'), put"
            + " right what differs, and retry; nothing was done yet");
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
            : "Look at what was changed in the meta-config or in the account; nothing was done"
                  + " yet");
  }
}
