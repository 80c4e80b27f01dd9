package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.Call;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.CacheEngineVersion;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheEngineVersionsRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheEngineVersionsResponse;

/** The Redis and Valkey versions and node types that ElastiCache offers. */
final class CacheEngines {
  /**
   * One version of an engine.
   *
   * @param fullVersion the full version, including the patch level
   */
  record Release(String engine, String version, String fullVersion, String family) {}

  private static final List<Release> RELEASES =
      List.of(
          new Release("redis", "7.1", "7.1.0", "redis7"),
          new Release("redis", "7.0", "7.0.7", "redis7"),
          new Release("redis", "6.2", "6.2.6", "redis6.x"),
          new Release("valkey", "8.1", "8.1.0", "valkey8"),
          new Release("valkey", "8.0", "8.0.1", "valkey8"),
          new Release("valkey", "7.2", "7.2.6", "valkey7"));
  private static final Pattern NODE_TYPE =
      Pattern.compile(
          "cache\\.(?:t3\\.(?:micro|small|medium)|t4g\\.(?:micro|small|medium)"
              + "|(?:m5|m6g|m7g|r5|r6g|r7g)\\.(?:large|xlarge|[248]xlarge|1[26]xlarge|24xlarge))");

  private CacheEngines() {}

  static Release resolve(@Nullable String engine, @Nullable String version) {
    String requested = engine == null ? "redis" : engine.toLowerCase(Locale.ROOT);
    List<Release> releases =
        RELEASES.stream().filter(release -> release.engine().equals(requested)).toList();
    if (releases.isEmpty()) {
      throw CacheErrors.invalidValue("Invalid Engine: " + engine);
    }
    if (version == null) {
      return releases.getFirst();
    }
    return releases.stream()
        .filter(
            it ->
                it.version().equals(version)
                    || it.fullVersion().equals(version)
                    || (version.equals("6.x") && it.version().startsWith("6.")))
        .findFirst()
        .orElseThrow(
            () ->
                CacheErrors.invalidCombination(
                    "Cannot find version " + version + " for " + requested));
  }

  static boolean isKnownFamily(String family) {
    return RELEASES.stream().anyMatch(release -> release.family().equals(family));
  }

  static void requireNodeType(@Nullable String type) {
    if (type == null || !NODE_TYPE.matcher(type).matches()) {
      throw CacheErrors.invalidValue("Invalid cache node type: " + type);
    }
  }

  static DescribeCacheEngineVersionsResponse describe(
      DescribeCacheEngineVersionsRequest request, Call call) {
    List<CacheEngineVersion> found =
        RELEASES.stream()
            .filter(it -> request.engine() == null || it.engine().equals(request.engine()))
            .filter(
                it ->
                    request.engineVersion() == null
                        || it.version().equals(request.engineVersion())
                        || it.fullVersion().equals(request.engineVersion()))
            .filter(
                it ->
                    request.cacheParameterGroupFamily() == null
                        || it.family().equals(request.cacheParameterGroupFamily()))
            .map(
                it ->
                    CacheEngineVersion.builder()
                        .engine(it.engine())
                        .engineVersion(it.fullVersion())
                        .cacheParameterGroupFamily(it.family())
                        .cacheEngineDescription(it.engine().equals("redis") ? "Redis" : "Valkey")
                        .cacheEngineVersionDescription(it.engine() + " version " + it.fullVersion())
                        .build())
            .toList();
    return DescribeCacheEngineVersionsResponse.builder().cacheEngineVersions(found).build();
  }
}
