package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A resource of an environment that exists in the account.
 *
 * @param type service and type, for example {@code ec2:volume}
 * @param id the id or name by which AWS refers to it
 * @param arn empty if it has none
 * @param removable whether it is known to belong to this environment and to be unused, so that the
 *     cleanup may delete it
 * @param detail its status, or why it could not be deleted; may be empty
 */
public record Leftover(String type, String id, String arn, boolean removable, String detail) {
  private static final Set<String> DELETED =
      Set.of(
          "deleting",
          "deleted",
          "terminated",
          "shutting-down",
          "pendingdeletion",
          "pendingreplicadeletion");

  /** Returns a leftover of EC2. */
  static Leftover ofEc2(
      AwsSession session, String type, String id, boolean removable, String detail) {
    String arn =
        session.partition().arn("ec2", session.region().id(), session.accountId(), type + "/" + id);
    return new Leftover("ec2:" + type, id, arn, removable, detail);
  }

  /** Returns whether AWS is deleting it, or still shows it after its deletion. */
  public boolean isBeingDeleted() {
    return DELETED.contains(detail.toLowerCase(Locale.ROOT));
  }

  /** Returns this leftover as one that may be deleted. */
  public Leftover asRemovable() {
    return new Leftover(type, id, arn, true, detail);
  }

  /** Returns this leftover with another detail. */
  public Leftover withDetail(String text) {
    return new Leftover(type, id, arn, removable, text);
  }

  /** Returns types, ids and details, for messages. */
  public static String names(List<Leftover> leftovers) {
    return leftovers.stream()
        .map(
            leftover ->
                leftover.type()
                    + " "
                    + leftover.id()
                    + (leftover.detail().isBlank() ? "" : " (" + leftover.detail() + ")"))
        .collect(Collectors.joining(", "));
  }
}
