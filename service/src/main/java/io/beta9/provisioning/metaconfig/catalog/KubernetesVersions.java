package io.beta9.provisioning.metaconfig.catalog;

import java.time.LocalDate;
import java.time.Month;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Kubernetes versions of EKS that the Terraform module and the charts support. */
public final class KubernetesVersions {
  /** The newest version in standard support. */
  public static final String DEFAULT = "1.36";

  private static final List<KubernetesVersion> SUPPORTED =
      List.of(
          version("1.31", LocalDate.of(2025, Month.NOVEMBER, 26)),
          version("1.32", LocalDate.of(2026, Month.MARCH, 23)),
          version("1.33", LocalDate.of(2026, Month.JULY, 29)),
          version("1.34", LocalDate.of(2026, Month.DECEMBER, 2)),
          version("1.35", LocalDate.of(2027, Month.MARCH, 27)),
          // Fourteen months after its release; AWS's calendar with the day was not available.
          version(DEFAULT, LocalDate.of(2027, Month.JULY, 31)));

  private KubernetesVersions() {}

  private static KubernetesVersion version(String name, LocalDate endOfStandardSupport) {
    return new KubernetesVersion(name, endOfStandardSupport, endOfStandardSupport.plusYears(1));
  }

  /** Returns the supported versions in ascending order, each mapped to itself. */
  public static Map<String, String> byName() {
    Map<String, String> versions = new LinkedHashMap<>();
    SUPPORTED.forEach(version -> versions.put(version.name(), version.name()));
    return versions;
  }

  /** Returns a supported version. */
  public static Optional<KubernetesVersion> find(String name) {
    return SUPPORTED.stream().filter(version -> version.name().equals(name)).findFirst();
  }

  /**
   * Returns why a cluster cannot be updated from one supported version to another one; empty if it
   * can. EKS updates by one minor version at a time, and never back.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html">Update
   *     existing cluster to new Kubernetes version</a>
   */
  public static Optional<String> updateProblem(String before, String after) {
    int steps = KubernetesVersion.minor(after) - KubernetesVersion.minor(before);
    if (steps == 0 || steps == 1) {
      return Optional.empty();
    }
    String next = "1." + (KubernetesVersion.minor(before) + 1);
    return Optional.of(
        "is '%s' in the environment and cannot become '%s': %s; set '%s' to keep it%s"
            .formatted(
                before,
                after,
                steps < 0 ? "a cluster cannot be downgraded" : "a cluster cannot skip a version",
                before,
                find(next).isPresent() ? " or '" + next + "' for the next one" : ""));
  }

  /** Returns the versions that a cluster of the given one can have: its own and the next. */
  public static List<String> updatesOf(String version) {
    String next = "1." + (KubernetesVersion.minor(version) + 1);
    return find(next).isPresent() ? List.of(version, next) : List.of(version);
  }

  /** Returns the supported versions in standard support, the newest first. */
  public static List<String> inStandardSupport(LocalDate today) {
    return SUPPORTED.reversed().stream()
        .filter(version -> !version.isPastStandardSupport(today))
        .map(KubernetesVersion::name)
        .toList();
  }
}
