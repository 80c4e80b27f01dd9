package io.beta9.provisioning.cloud.aws;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.ResolveConflicts;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;

/** The add-ons of a cluster of EKS. */
record EksAddOns(EksClient eks, String region, String cluster) implements ClusterAddOns {

  /**
   * An update keeps the version and the configuration that it does not name, so that a late one
   * changes nothing. It removes a role that it does not name (terraform-provider-aws issues 19402
   * and 30645).
   */
  @Override
  public boolean reinstall(String addOn) {
    return calling(
        "Updating the add-on " + addOn,
        () -> {
          Addon current = find(addOn).orElseThrow(() -> absent(addOn));
          if (current.status() == AddonStatus.CREATING
              || current.status() == AddonStatus.UPDATING) {
            return false;
          }
          try {
            eks.updateAddon(
                request ->
                    request
                        .clusterName(cluster)
                        .addonName(addOn)
                        .serviceAccountRoleArn(current.serviceAccountRoleArn())
                        .resolveConflicts(ResolveConflicts.OVERWRITE));
            return true;
          } catch (ResourceInUseException e) {
            return false;
          }
        });
  }

  @Override
  public String status(String addOn) {
    return calling(
        "Reading the add-on " + addOn,
        () -> {
          Optional<Addon> current = find(addOn);
          String issues =
              current
                  .map(Addon::health)
                  .map(
                      health ->
                          health.issues().stream()
                              .map(issue -> issue.codeAsString() + ": " + issue.message())
                              .collect(Collectors.joining("; ")))
                  .orElse("");
          return current.map(Addon::statusAsString).orElse("does not exist")
              + (issues.isEmpty() ? "" : " (" + issues + ")");
        });
  }

  private Optional<Addon> find(String addOn) {
    return OptionalResource.emptyIfNotFound(
        Set.of("ResourceNotFoundException"),
        () -> eks.describeAddon(request -> request.clusterName(cluster).addonName(addOn)).addon());
  }

  private FailureException absent(String addOn) {
    return new FailureException(
        Failure.of(FailureCode.ADD_ON_NOT_RESTORED, "Updating the add-on " + addOn)
            .about(cluster)
            .with(
                FailureParameter.WORKLOADS,
                WorkloadCondition.of(WorkloadCondition.Stage.ADD_ON_ABSENT).of(addOn))
            .with(
                FailureParameter.ACTION,
                "aws eks create-addon --region "
                    + region
                    + " --cluster-name "
                    + cluster
                    + " --addon-name "
                    + addOn
                    + " --resolve-conflicts OVERWRITE"));
  }
}
