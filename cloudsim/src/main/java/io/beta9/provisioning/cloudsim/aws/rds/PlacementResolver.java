package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.Subnet;

/** Chooses and validates the placement of new DB instances. */
final class PlacementResolver {
  private final DbSubnetGroups subnetGroups;
  private final DbParameterGroups parameterGroups;
  private final NetworkAccess networks;
  private final KeyResolver keys;

  PlacementResolver(
      DbSubnetGroups subnetGroups,
      DbParameterGroups parameterGroups,
      NetworkAccess networks,
      KeyResolver keys) {
    this.subnetGroups = subnetGroups;
    this.parameterGroups = parameterGroups;
    this.networks = networks;
    this.keys = keys;
  }

  DbInstancePlacement of(CreateDbInstanceRequest request, Call call) {
    if (request.dbSubnetGroupName() == null) {
      throw new AwsErrorException(
          400,
          "InvalidSubnet",
          "No default subnet detected in VPC. Please contact AWS Support to recreate missing"
              + " subnets.");
    }
    DBSubnetGroup group = subnetGroups.find(request.dbSubnetGroupName(), call);
    String version = PostgresCatalog.resolve(request.engineVersion());
    List<String> offered = PostgresCatalog.zonesOffering(request.dbInstanceClass(), call);
    if (offered.isEmpty()) {
      throw RdsErrors.invalidCombination(
          "RDS does not support creating a DB instance with the following combination:"
              + " DBInstanceClass="
              + request.dbInstanceClass()
              + ", Engine=postgres, EngineVersion="
              + version
              + ", LicenseModel=postgresql-license. For supported combinations of instance class"
              + " and database engine version, see the documentation.");
    }
    List<Subnet> usable =
        group.subnets().stream()
            .filter(it -> offered.contains(it.subnetAvailabilityZone().name()))
            .filter(
                it ->
                    request.availabilityZone() == null
                        || it.subnetAvailabilityZone().name().equals(request.availabilityZone()))
            .toList();
    boolean standby = Boolean.TRUE.equals(request.multiAZ());
    if (standby && request.availabilityZone() != null) {
      throw RdsErrors.invalidCombination(
          "Requesting a specific availability zone is not valid for Multi-AZ instances.");
    }
    Map<String, String> byZone = new LinkedHashMap<>();
    usable.forEach(
        it -> byZone.putIfAbsent(it.subnetAvailabilityZone().name(), it.subnetIdentifier()));
    List<String> zones = List.copyOf(byZone.keySet());
    if (zones.size() < (standby ? 2 : 1)) {
      throw new AwsErrorException(
          400,
          "InsufficientDBInstanceCapacity",
          "The requested DB instance class "
              + request.dbInstanceClass()
              + " is not available in the Availability Zones of the DB subnet group.");
    }
    return new DbInstancePlacement(
        group,
        zones.getFirst(),
        standby ? zones.get(1) : null,
        zones.stream().limit(standby ? 2 : 1).map(byZone::get).toList(),
        securityGroups(request.vpcSecurityGroupIds(), group.vpcId(), call),
        parameterGroup(request.dbParameterGroupName(), version, call),
        kmsKeyArn(request.kmsKeyId(), call));
  }

  /** Returns the requested security groups, or the VPC's default group. */
  List<String> securityGroups(List<String> requested, String vpc, Call call) {
    if (requested.isEmpty()) {
      return networks
          .securityGroupNamed(call.account(), call.region(), vpc, "default")
          .map(group -> List.of(group.groupId()))
          .orElse(List.of());
    }
    for (String id : requested) {
      String groupVpc =
          networks
              .securityGroup(call.account(), call.region(), id)
              .orElseThrow(
                  () ->
                      RdsErrors.invalidValue(
                          "Invalid security group , groupId= " + id + ", groupName=."))
              .vpcId();
      if (!vpc.equals(groupVpc)) {
        throw RdsErrors.invalidCombination(
            "The DB instance and EC2 security group are in different VPCs. The DB instance is in "
                + vpc
                + " and the EC2 security group is in "
                + groupVpc);
      }
    }
    return requested;
  }

  /**
   * Returns the name of the parameter group, after checking that its family matches the version.
   */
  String parameterGroup(@Nullable String requested, String version, Call call) {
    String family = PostgresCatalog.family(version);
    var group =
        parameterGroups.find(requested == null ? "default." + family : requested, call).group;
    if (!group.dbParameterGroupFamily().equals(family)) {
      throw RdsErrors.invalidCombination(
          "The parameter group "
              + group.dbParameterGroupName()
              + " with DBParameterGroupFamily "
              + group.dbParameterGroupFamily()
              + " can't be used for this instance. Please use a parameter group with"
              + " DBParameterGroupFamily "
              + family);
    }
    return group.dbParameterGroupName();
  }

  private String kmsKeyArn(@Nullable String requested, Call call) {
    if (requested == null) {
      String id =
          UUID.nameUUIDFromBytes(
                  ("aws/rds " + call.account() + call.region()).getBytes(StandardCharsets.UTF_8))
              .toString();
      return call.arn("kms", "key/" + id);
    }
    try {
      return keys.enabledKeyArn(requested, call);
    } catch (AwsErrorException e) {
      throw new AwsErrorException(
          400,
          "KMSKeyNotAccessibleFault",
          "The specified KMS key ["
              + requested
              + "] does not exist, is not enabled or you do not have"
              + " permissions to access it.");
    }
  }
}
