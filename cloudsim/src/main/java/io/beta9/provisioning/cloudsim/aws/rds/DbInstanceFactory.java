package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.ActivityStreamStatus;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** Creates the description of a new DB instance: the request's values and RDS's defaults. */
final class DbInstanceFactory {
  static final int PORT = 5432;
  private static final String CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1";

  private DbInstanceFactory() {}

  static DBInstance of(CreateDbInstanceRequest request, DbInstancePlacement placement, Call call) {
    String identifier = RdsNames.lower(request.dbInstanceIdentifier());
    String version = PostgresCatalog.resolve(request.engineVersion());
    boolean encrypted = Boolean.TRUE.equals(request.storageEncrypted());
    boolean insights = Boolean.TRUE.equals(request.enablePerformanceInsights());
    DBInstance.Builder instance = DBInstance.builder();
    SdkFields.copyScalars(request, instance);
    instance
        .dbInstanceIdentifier(identifier)
        .dbInstanceArn(call.arn("rds", "db:" + identifier))
        .dbiResourceId("db-" + RandomIds.upper(26))
        .dbInstanceStatus("creating")
        .instanceCreateTime(null)
        .engineVersion(version)
        .licenseModel("postgresql-license")
        .availabilityZone(placement.zone())
        .secondaryAvailabilityZone(placement.secondZone())
        .multiAZ(placement.secondZone() != null)
        .dbSubnetGroup(placement.subnetGroup())
        .vpcSecurityGroups(memberships(placement.securityGroups()))
        .dbSecurityGroups(List.of())
        .dbParameterGroups(
            group ->
                group
                    .dbParameterGroupName(placement.parameterGroup())
                    .parameterApplyStatus("in-sync"))
        .optionGroupMemberships(
            group ->
                group
                    .optionGroupName("default:postgres-" + PostgresCatalog.major(version))
                    .status("in-sync"))
        .storageEncrypted(encrypted)
        .kmsKeyId(encrypted ? placement.key() : null)
        .storageType(request.storageType() == null ? "gp2" : request.storageType())
        .backupRetentionPeriod(
            request.backupRetentionPeriod() == null ? 1 : request.backupRetentionPeriod())
        .preferredBackupWindow(orDefault(request.preferredBackupWindow(), "06:21-06:51"))
        .preferredMaintenanceWindow(
            orDefault(request.preferredMaintenanceWindow(), "sun:08:14-sun:08:44")
                .toLowerCase(Locale.ROOT))
        .autoMinorVersionUpgrade(!Boolean.FALSE.equals(request.autoMinorVersionUpgrade()))
        .publiclyAccessible(Boolean.TRUE.equals(request.publiclyAccessible()))
        .copyTagsToSnapshot(Boolean.TRUE.equals(request.copyTagsToSnapshot()))
        .deletionProtection(Boolean.TRUE.equals(request.deletionProtection()))
        .iamDatabaseAuthenticationEnabled(
            Boolean.TRUE.equals(request.enableIAMDatabaseAuthentication()))
        .monitoringInterval(request.monitoringInterval() == null ? 0 : request.monitoringInterval())
        .performanceInsightsEnabled(insights)
        .performanceInsightsKMSKeyId(insights ? placement.key() : null)
        .performanceInsightsRetentionPeriod(
            insights ? orDefault(request.performanceInsightsRetentionPeriod(), 7) : null)
        .databaseInsightsMode(orDefault(request.databaseInsightsModeAsString(), "standard"))
        .caCertificateIdentifier(
            orDefault(request.caCertificateIdentifier(), CERTIFICATE_AUTHORITY))
        .certificateDetails(
            details ->
                details
                    .caIdentifier(
                        orDefault(request.caCertificateIdentifier(), CERTIFICATE_AUTHORITY))
                    .validTill(call.now().plus(365, ChronoUnit.DAYS)))
        .networkType(orDefault(request.networkType(), "IPV4"))
        .backupTarget("region")
        .engineLifecycleSupport(
            orDefault(request.engineLifecycleSupport(), "open-source-rds-extended-support"))
        .dedicatedLogVolume(Boolean.TRUE.equals(request.dedicatedLogVolume()))
        .customerOwnedIpEnabled(false)
        .multiTenant(false)
        .isStorageConfigUpgradeAvailable(false)
        .activityStreamStatus(ActivityStreamStatus.STOPPED)
        .pendingModifiedValues(values -> {})
        .dbInstancePort(0);
    if (SdkFields.isSet(request.enableCloudwatchLogsExports())) {
      instance.enabledCloudwatchLogsExports(request.enableCloudwatchLogsExports());
    }
    if ("gp3".equals(request.storageType())) {
      instance
          .iops(orDefault(request.iops(), 3000))
          .storageThroughput(orDefault(request.storageThroughput(), 125));
    }
    return instance.build();
  }

  static List<VpcSecurityGroupMembership> memberships(List<String> groups) {
    return groups.stream()
        .map(
            group ->
                VpcSecurityGroupMembership.builder()
                    .vpcSecurityGroupId(group)
                    .status("active")
                    .build())
        .toList();
  }

  private static <T> T orDefault(@Nullable T requested, T defaultValue) {
    return requested == null ? defaultValue : requested;
  }
}
