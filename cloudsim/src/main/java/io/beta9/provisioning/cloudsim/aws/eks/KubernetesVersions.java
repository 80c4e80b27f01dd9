package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.ClusterVersionStatus;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsResponse;
import software.amazon.awssdk.services.eks.model.VersionStatus;

/** The Kubernetes versions that EKS offers in November 2026, and its default. */
final class KubernetesVersions {
  static final String DEFAULT = "1.35";
  private static final int OLDEST_STANDARD = 34;
  private static final Map<String, LocalDate> RELEASE_DATES = new LinkedHashMap<>();

  static {
    RELEASE_DATES.put("1.36", LocalDate.of(2026, 5, 31));
    RELEASE_DATES.put("1.35", LocalDate.of(2026, 1, 27));
    RELEASE_DATES.put("1.34", LocalDate.of(2025, 10, 2));
    RELEASE_DATES.put("1.33", LocalDate.of(2025, 5, 29));
    RELEASE_DATES.put("1.32", LocalDate.of(2025, 1, 23));
    RELEASE_DATES.put("1.31", LocalDate.of(2024, 9, 26));
  }

  private KubernetesVersions() {}

  /** A condition on a version: EKS no longer offers it. Existing clusters keep it for some time. */
  private static final String ENDED = "eks-version-ended";

  static List<String> all() {
    return List.copyOf(RELEASE_DATES.keySet());
  }

  static boolean isOffered(String version) {
    return RELEASE_DATES.containsKey(version);
  }

  static String require(@Nullable String version) {
    String requested = version == null ? DEFAULT : version;
    if (!isOffered(requested)) {
      throw EksErrors.invalidParameter("unsupported Kubernetes version " + requested);
    }
    return requested;
  }

  static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }

  static String platformVersion(String version) {
    return "eks." + (40 - minor(version));
  }

  /** Returns the AMI release of new nodes of a version. */
  static String amiRelease(String version) {
    return version + ".5-20251112";
  }

  static DescribeClusterVersionsResponse describe(
      DescribeClusterVersionsRequest request, Call call) {
    List<ClusterVersionInformation> versions =
        RELEASE_DATES.entrySet().stream()
            .filter(entry -> call.cloud().conditions().find(ENDED, entry.getKey()).isEmpty())
            .map(entry -> information(entry.getKey(), entry.getValue()))
            .filter(
                it ->
                    request.clusterVersions().isEmpty()
                        || request.clusterVersions().contains(it.clusterVersion()))
            .filter(it -> !Boolean.TRUE.equals(request.defaultOnly()) || it.defaultVersion())
            .filter(
                it ->
                    request.versionStatus() == null
                        || it.versionStatus() == request.versionStatus())
            .toList();
    return DescribeClusterVersionsResponse.builder().clusterVersions(versions).build();
  }

  private static ClusterVersionInformation information(String version, LocalDate released) {
    boolean standard = minor(version) >= OLDEST_STANDARD;
    return ClusterVersionInformation.builder()
        .clusterVersion(version)
        .clusterType("eks")
        .defaultPlatformVersion(platformVersion(version))
        .defaultVersion(version.equals(DEFAULT))
        .releaseDate(at(released))
        .endOfStandardSupportDate(at(released.plusMonths(14)))
        .endOfExtendedSupportDate(at(released.plusMonths(26)))
        .versionStatus(standard ? VersionStatus.STANDARD_SUPPORT : VersionStatus.EXTENDED_SUPPORT)
        .status(
            standard
                ? ClusterVersionStatus.STANDARD_SUPPORT
                : ClusterVersionStatus.EXTENDED_SUPPORT)
        .kubernetesPatchVersion(version + ".5")
        .build();
  }

  private static Instant at(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
