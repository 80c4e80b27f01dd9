package io.beta9.provisioning.aws.preflight;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Quotas that the preflight does not count, because an environment needs few of many, or counts in
 * another way than AWS: AWS names them when a resource cannot be created. Quotas of global services
 * are not among them; Service Quotas has them in one region only.
 */
enum ReportedQuota {
  VPCS("VpcLimitExceeded", "vpc", "L-F678F1CE", "VPCs per Region"),
  ADDRESSES("AddressLimitExceeded", "ec2", "L-0263D0A3", "EC2-VPC Elastic IPs"),
  NAT_GATEWAYS(
      "NatGatewayLimitExceeded", "vpc", "L-FE5A380F", "NAT gateways per Availability Zone"),
  INTERNET_GATEWAYS(
      "InternetGatewayLimitExceeded", "vpc", "L-A4707A72", "Internet gateways per Region"),
  SUBNETS("SubnetLimitExceeded", "vpc", "L-407747CB", "Subnets per VPC"),
  ROUTE_TABLES("RouteTableLimitExceeded", "vpc", "L-589F43AA", "Route tables per VPC"),
  ROUTES("RouteLimitExceeded", "vpc", "L-93826ACB", "Routes per route table"),
  RULES(
      "RulesPerSecurityGroupLimitExceeded|rules per security group",
      "vpc",
      "L-0EA8095F",
      "Inbound or outbound rules per security group"),
  SECURITY_GROUPS(
      "SecurityGroupLimitExceeded", "vpc", "L-E79EC296", "VPC security groups per Region"),
  NETWORK_INTERFACES(
      "(?:NetworkInterface|Eni)Limit\\w+", "vpc", "L-DF5E4CA3", "Network interfaces per Region"),
  DATABASE_STORAGE(
      "StorageQuotaExceeded", "rds", "L-7ADDB58A", "Total storage for all DB instances"),
  DATABASE_SUBNET_GROUPS("DBSubnetGroupQuotaExceeded", "rds", "L-48C6BF61", "DB subnet groups"),
  DATABASE_PARAMETER_GROUPS(
      "DBParameterGroupQuotaExceeded", "rds", "L-DE55804A", "Parameter groups"),
  CACHE_NODES("NodeQuotaForCustomerExceeded", "elasticache", "L-DFE45DF3", "Nodes per Region"),
  CACHE_SUBNET_GROUPS(
      "CacheSubnetGroupQuotaExceeded", "elasticache", "L-9B87FA26", "Subnet groups per Region");

  private final Pattern sign;
  private final String service;
  private final String code;
  private final String title;

  ReportedQuota(String sign, String service, String code, String title) {
    this.sign = Pattern.compile("\\b(?:" + sign + ")");
    this.service = service;
    this.code = code;
    this.title = title;
  }

  /** Returns the quota that an error of AWS names; empty if none is known. */
  static Optional<ReportedQuota> in(String reported) {
    return Arrays.stream(values()).filter(quota -> quota.sign.matcher(reported).find()).findFirst();
  }

  String service() {
    return service;
  }

  String code() {
    return code;
  }

  String title() {
    return title;
  }
}
