package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** The zones in which an environment has subnets. */
public final class ZonesInUse {
  private ZonesInUse() {}

  /**
   * Returns their names.
   *
   * @throws io.beta9.provisioning.failure.FailureException if AWS rejects the call
   */
  public static Set<String> of(AwsSession session, InfraModel model) {
    return calling(
        "Listing the subnets of the environment",
        () ->
            session
                .ec2()
                .describeSubnetsPaginator(
                    r ->
                        r.filters(
                            f ->
                                f.name("tag:" + ResourceNaming.ENVIRONMENT_ID_TAG)
                                    .values(model.environmentId())))
                .subnets()
                .stream()
                .map(Subnet::availabilityZone)
                .collect(Collectors.toSet()));
  }
}
