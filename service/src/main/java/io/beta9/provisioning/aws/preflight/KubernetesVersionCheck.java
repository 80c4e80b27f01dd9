package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.VersionStatus;

/**
 * Checks that EKS offers the Kubernetes version, and warns if it is in extended support. If AWS
 * does not answer, or names no version, the calendar of this version of the product decides, which
 * only warns.
 */
final class KubernetesVersionCheck implements Preflight.PreflightCheck {
  private static final Logger log = LoggerFactory.getLogger(KubernetesVersionCheck.class);

  private final AwsSession session;
  private final Clock clock;

  KubernetesVersionCheck(AwsSession session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String version = model.cluster().kubernetesVersion();
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
