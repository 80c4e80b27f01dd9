package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersion;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.VersionStatus;

/**
 * Checks that EKS offers the Kubernetes version, and warns if it is in extended support. If AWS
 * does not answer, or names no version, the calendar of this version of the product decides, which
 * only warns.
 *
 * <p>A cluster that exists is not created again, so it may have a version that EKS no longer
 * offers. It may also have another version than the meta-config: an update was interrupted, or AWS
 * has updated it at the end of its support. What EKS would reject after minutes is reported at
 * once.
 */
final class KubernetesVersionCheck implements Preflight.PreflightCheck {
  private static final Logger log = LoggerFactory.getLogger(KubernetesVersionCheck.class);

  private static final Set<String> ABSENT = Set.of("ResourceNotFoundException");

  private final AwsSession session;
  private final Clock clock;

  KubernetesVersionCheck(AwsSession session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String version = model.cluster().kubernetesVersion();
    Optional<String> present = versionOfCluster(model);
    Optional<Failure> rejected = present.flatMap(found -> rejected(model, found));
    if (rejected.isPresent()) {
      return List.of(PreflightFinding.blocking(rejected.get()));
    }
    Map<String, VersionStatus> offered;
    try {
      offered = offered();
    } catch (SdkException e) {
      log.info("The Kubernetes versions of EKS could not be read: {}", e.getMessage());
      return byCalendar(version);
    }
    if (offered.isEmpty()) {
      return byCalendar(version);
    }
    VersionStatus status = offered.get(version);
    boolean exists = present.filter(version::equals).isPresent();
    if (exists && status != VersionStatus.STANDARD_SUPPORT) {
      return List.of(extended(version, inStandardSupport(offered)));
    }
    if (status == null || status == VersionStatus.UNSUPPORTED) {
      return List.of(
          PreflightFinding.blocking(
              Failure.of(FailureCode.KUBERNETES_VERSION_NOT_OFFERED)
                  .with(FailureParameter.VERSION, version)
                  .with(FailureParameter.VERSIONS, supported(offered))));
    }
    return status == VersionStatus.EXTENDED_SUPPORT
        ? List.of(extended(version, inStandardSupport(offered)))
        : List.of();
  }

  /** Returns the version of the environment's cluster; empty if it does not exist. */
  private Optional<String> versionOfCluster(InfraModel model) {
    return calling(
        "Reading the version of the cluster",
        () ->
            OptionalResource.emptyIfNotFound(
                    ABSENT,
                    () ->
                        session
                            .eks()
                            .describeCluster(r -> r.name(model.resourcePrefix()))
                            .cluster())
                .filter(cluster -> isOwn(model, cluster.tags()))
                .map(Cluster::version));
  }

  private Optional<Failure> rejected(InfraModel model, String present) {
    String requested = model.cluster().kubernetesVersion();
    if (requested.equals(present)) {
      return Optional.empty();
    }
    if (KubernetesVersions.updateProblem(present, requested).isPresent()) {
      return Optional.of(
          Failure.of(FailureCode.KUBERNETES_VERSION_OF_CLUSTER)
              .with(FailureParameter.VERSION, requested)
              .with(FailureParameter.PRESENT, present)
              .with(FailureParameter.VERSIONS, KubernetesVersions.updatesOf(present)));
    }
    List<String> behind = groupsBehind(model.resourcePrefix(), present);
    return behind.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Failure.of(FailureCode.KUBERNETES_NODES_BEHIND)
                .with(FailureParameter.VERSION, requested)
                .with(FailureParameter.PRESENT, present)
                .with(FailureParameter.NODE_GROUP, String.join(", ", behind)));
  }

  /** Returns the node groups with an older version; EKS updates no control plane of such nodes. */
  private List<String> groupsBehind(String cluster, String version) {
    return calling(
        "Reading the versions of the node groups",
        () ->
            session.eks().listNodegroupsPaginator(r -> r.clusterName(cluster)).nodegroups().stream()
                .filter(
                    name ->
                        OptionalResource.emptyIfNotFound(
                                ABSENT,
                                () ->
                                    session
                                        .eks()
                                        .describeNodegroup(
                                            r -> r.clusterName(cluster).nodegroupName(name))
                                        .nodegroup()
                                        .version())
                            .filter(found -> isBefore(found, version))
                            .isPresent())
                .toList());
  }

  private static boolean isOwn(InfraModel model, Map<String, String> tags) {
    return model.environmentId().equals(tags.get(ResourceNaming.ENVIRONMENT_ID_TAG));
  }

  private static boolean isBefore(String found, String version) {
    return KubernetesVersion.minor(found) < KubernetesVersion.minor(version);
  }

  private Map<String, VersionStatus> offered() {
    Map<String, VersionStatus> offered = new TreeMap<>();
    for (ClusterVersionInformation version :
        session.eks().describeClusterVersionsPaginator(r -> {}).clusterVersions()) {
      offered.put(version.clusterVersion(), version.versionStatus());
    }
    return offered;
  }

  /** Returns what both EKS and this product support. */
  private static List<String> supported(Map<String, VersionStatus> offered) {
    return KubernetesVersions.byName().keySet().stream()
        .filter(
            version ->
                offered.containsKey(version) && offered.get(version) != VersionStatus.UNSUPPORTED)
        .toList();
  }

  private static List<String> inStandardSupport(Map<String, VersionStatus> offered) {
    return KubernetesVersions.byName().keySet().stream()
        .filter(version -> offered.get(version) == VersionStatus.STANDARD_SUPPORT)
        .toList();
  }

  private List<PreflightFinding> byCalendar(String version) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), clock.getZone());
    return KubernetesVersions.find(version)
        .filter(known -> known.isPastStandardSupport(today))
        .map(known -> List.of(extended(version, KubernetesVersions.inStandardSupport(today))))
        .orElse(List.of());
  }

  private static PreflightFinding extended(String version, List<String> standard) {
    return PreflightFinding.warning(
        Failure.of(FailureCode.KUBERNETES_VERSION_EXTENDED_SUPPORT)
            .with(FailureParameter.VERSION, version)
            .with(FailureParameter.VERSIONS, standard));
  }
}
