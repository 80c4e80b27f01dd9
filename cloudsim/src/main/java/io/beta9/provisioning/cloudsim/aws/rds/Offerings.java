package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.AvailabilityZone;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeOrderableDbInstanceOptionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeOrderableDbInstanceOptionsResponse;
import software.amazon.awssdk.services.rds.model.OrderableDBInstanceOption;
import software.amazon.awssdk.services.rds.model.UpgradeTarget;

/** Offered engine versions, and instance classes by zone. */
final class Offerings {
  void register(Operations operations) {
    operations.on(DescribeDbEngineVersionsRequest.class, this::versions);
    operations.on(DescribeOrderableDbInstanceOptionsRequest.class, this::orderable);
  }

  private DescribeDbEngineVersionsResponse versions(
      DescribeDbEngineVersionsRequest request, Call call) {
    if (request.engine() != null && !request.engine().equals(PostgresCatalog.POSTGRES)) {
      return DescribeDbEngineVersionsResponse.builder()
          .dbEngineVersions(List.<DBEngineVersion>of())
          .build();
    }
    List<DBEngineVersion> found =
        PostgresCatalog.all().stream()
            .filter(version -> matches(request.engineVersion(), version))
            .filter(
                version ->
                    request.dbParameterGroupFamily() == null
                        || PostgresCatalog.family(version).equals(request.dbParameterGroupFamily()))
            .filter(
                version ->
                    !Boolean.TRUE.equals(request.defaultOnly())
                        || (request.engineVersion() == null
                            ? version.equals(PostgresCatalog.resolve(null))
                            : PostgresCatalog.isDefault(version)))
            .map(Offerings::engineVersion)
            .toList();
    Page<DBEngineVersion> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbEngineVersionsResponse.builder()
        .dbEngineVersions(page.items())
        .marker(page.next())
        .build();
  }

  private static boolean matches(@Nullable String requested, String version) {
    return requested == null
        || version.equals(requested)
        || PostgresCatalog.major(version).equals(requested);
  }

  private static DBEngineVersion engineVersion(String version) {
    return DBEngineVersion.builder()
        .engine(PostgresCatalog.POSTGRES)
        .engineVersion(version)
        .majorEngineVersion(PostgresCatalog.major(version))
        .dbParameterGroupFamily(PostgresCatalog.family(version))
        .dbEngineDescription("PostgreSQL")
        .dbEngineVersionDescription("PostgreSQL " + version + "-R1")
        .status("available")
        .supportsReadReplica(true)
        .supportsLogExportsToCloudwatchLogs(true)
        .exportableLogTypes("postgresql", "upgrade", "iam-db-auth-error")
        .supportedCACertificateIdentifiers(
            "rds-ca-ecc384-g1", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1")
        .validUpgradeTarget(
            PostgresCatalog.upgradesOf(version).stream()
                .map(
                    target ->
                        UpgradeTarget.builder()
                            .engine(PostgresCatalog.POSTGRES)
                            .engineVersion(target)
                            .description("PostgreSQL " + target + "-R1")
                            .autoUpgrade(false)
                            .isMajorVersionUpgrade(
                                !PostgresCatalog.major(target)
                                    .equals(PostgresCatalog.major(version)))
                            .build())
                .toList())
        .build();
  }

  private DescribeOrderableDbInstanceOptionsResponse orderable(
      DescribeOrderableDbInstanceOptionsRequest request, Call call) {
    List<OrderableDBInstanceOption> found = new ArrayList<>();
    if (PostgresCatalog.POSTGRES.equals(request.engine())) {
      for (String version : PostgresCatalog.all()) {
        for (String type : PostgresCatalog.classes()) {
          // Other than DescribeDBEngineVersions, this call does not resolve a major version.
          if ((request.engineVersion() == null || request.engineVersion().equals(version))
              && (request.dbInstanceClass() == null || request.dbInstanceClass().equals(type))) {
            option(version, type, call).ifPresent(found::add);
          }
        }
      }
    }
    Page<OrderableDBInstanceOption> page =
        Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeOrderableDbInstanceOptionsResponse.builder()
        .orderableDBInstanceOptions(page.items())
        .marker(page.next())
        .build();
  }

  private static Optional<OrderableDBInstanceOption> option(
      String version, String type, Call call) {
    List<String> zones = PostgresCatalog.zonesOffering(type, call);
    return zones.isEmpty()
        ? Optional.empty()
        : Optional.of(
            OrderableDBInstanceOption.builder()
                .engine(PostgresCatalog.POSTGRES)
                .engineVersion(version)
                .dbInstanceClass(type)
                .licenseModel("postgresql-license")
                .availabilityZones(
                    zones.stream()
                        .map(zone -> AvailabilityZone.builder().name(zone).build())
                        .toList())
                .multiAZCapable(zones.size() > 1)
                .readReplicaCapable(true)
                .vpc(true)
                .supportsStorageEncryption(true)
                .storageType("gp3")
                .supportsIops(true)
                .supportsEnhancedMonitoring(true)
                .supportsIAMDatabaseAuthentication(true)
                .supportsPerformanceInsights(true)
                .supportsStorageAutoscaling(true)
                .minStorageSize(20)
                .maxStorageSize(65536)
                .supportedNetworkTypes("IPV4", "DUAL")
                .build());
  }
}
