package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.ShellCommand;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A subnet group or a parameter group, which cannot be deleted while an instance uses it.
 *
 * @param service the service in the AWS CLI
 * @param operation the operation that describes it
 * @param option the option for its name
 */
record UsedGroup(AwsSession session, String service, String operation, String option) {

  /**
   * An instance that uses the group.
   *
   * @param owner the name of what it belongs to; may be null
   */
  record GroupUser(String type, String id, @Nullable String owner, String status) {}

  /** Returns the report of the environment's group; those that use it prevent its deletion. */
  Optional<ResourceReport> usedBy(InspectedResource resource, Stream<GroupUser> users) {
    String name = resource.scope().prefix();
    return Optional.of(
        ResourceReport.of(
                name,
                "",
                ShellCommand.of(
                    "aws", service, operation, option, name, "--region", session.region().id()))
            .blockedBy(
                users
                    .map(
                        user ->
                            new Blocker(
                                user.type(),
                                user.id(),
                                name.equals(user.owner())
                                    ? BlockerOwnership.OURS
                                    : BlockerOwnership.FOREIGN,
                                user.status()))
                    .toList()));
  }
}
