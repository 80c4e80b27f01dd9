package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL versions, parameter group families and instance classes that RDS offers. */
final class PostgresCatalog {
  static final String POSTGRES = "postgres";

  /** Full versions by major version, newest first; the first one is the default. */
  private static final Map<String, List<String>> VERSIONS =
      new TreeMap<>(
          Map.of(
              "13", List.of("13.22", "13.21"),
              "14", List.of("14.19", "14.18"),
              "15", List.of("15.14", "15.13"),
              "16", List.of("16.10", "16.9", "16.8"),
              "17", List.of("17.6", "17.5", "17.4")));

  private static final String DEFAULT_MAJOR = "17";
  private static final Set<String> FAMILIES =
      Set.of("t3", "t4g", "m5", "m6g", "m6i", "m7g", "m7i", "r5", "r6g", "r6i", "r7g", "r7i");
  private static final List<String> SIZES =
      List.of("micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge");

  private PostgresCatalog() {}

  static void requireEngine(@Nullable String engine) {
    if (!POSTGRES.equals(engine)) {
      throw RdsErrors.invalidValue("Invalid DB engine: " + engine);
    }
  }

  /** Returns the full version for a full version, a major version, or null (the default). */
  static String resolve(@Nullable String requested) {
    String versionOrMajor = requested == null ? DEFAULT_MAJOR : requested;
    if (VERSIONS.containsKey(versionOrMajor)) {
      return VERSIONS.get(versionOrMajor).getFirst();
    }
    return VERSIONS.values().stream()
        .flatMap(List::stream)
        .filter(versionOrMajor::equals)
        .findFirst()
        .orElseThrow(
            () ->
                new AwsErrorException(
                    400,
                    "InvalidParameterCombination",
                    "Cannot find version " + versionOrMajor + " for postgres"));
  }

  static String major(String version) {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }

  static String family(String version) {
    return POSTGRES + major(version);
  }

  static boolean isKnownFamily(String family) {
    return VERSIONS.keySet().stream().anyMatch(major -> family.equals(POSTGRES + major));
  }

  /** Returns all full versions, ordered by ascending major and descending minor version. */
  static List<String> all() {
    return VERSIONS.values().stream().flatMap(List::stream).toList();
  }

  static boolean isDefault(String version) {
    return resolve(major(version)).equals(version);
  }

  /** Returns the versions to which a version can be upgraded. */
  static List<String> upgradesOf(String version) {
    return all().stream()
        .filter(
            other ->
                Integer.parseInt(major(other)) > Integer.parseInt(major(version))
                    || (major(other).equals(major(version)) && minor(other) > minor(version)))
        .toList();
  }

  private static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }

  static List<String> classes() {
    return FAMILIES.stream()
        .sorted()
        .flatMap(
            family ->
                SIZES.stream()
                    .filter(size -> isOfferedSize(family, size))
                    .map(size -> "db." + family + "." + size))
        .toList();
  }

  /**
   * Returns whether a family is offered in a size: burstable families in small sizes, others in
   * large ones.
   */
  private static boolean isOfferedSize(String family, String size) {
    int at = SIZES.indexOf(size);
    return family.startsWith("t") ? at <= SIZES.indexOf("2xlarge") : at >= SIZES.indexOf("large");
  }

  static boolean isKnownClass(String type) {
    return classes().contains(type);
  }

  /**
   * Returns the zones that offer a class. The condition {@code rds-not-offered} removes a class
   * everywhere (subject: the class) or in one zone (subject: class/zone).
   */
  static List<String> zonesOffering(String type, Call call) {
    if (call.cloud().conditions().find("rds-not-offered", type).isPresent()) {
      return List.of();
    }
    return Zones.of(call.region()).stream()
        .filter(
            zone -> call.cloud().conditions().find("rds-not-offered", type + "/" + zone).isEmpty())
        .toList();
  }
}
