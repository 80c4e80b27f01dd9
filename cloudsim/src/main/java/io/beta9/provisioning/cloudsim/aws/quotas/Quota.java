package io.beta9.provisioning.cloudsim.aws.quotas;

import io.beta9.provisioning.cloudsim.cloud.Cloud;

/** The service quotas that the simulated cloud enforces, with AWS's codes and defaults. */
public enum Quota {
  ON_DEMAND_STANDARD_VCPUS(
      "L-1216C47A",
      "ec2",
      "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
      1152,
      true),
  ON_DEMAND_G_VCPUS("L-DB2E81BA", "ec2", "Running On-Demand G and VT instances", 768, true),
  ON_DEMAND_P_VCPUS("L-417A185B", "ec2", "Running On-Demand P instances", 384, true),
  ELASTIC_ADDRESSES("L-0263D0A3", "ec2", "EC2-VPC Elastic IPs", 5, true),
  VPCS("L-F678F1CE", "vpc", "VPCs per Region", 5, true),
  INTERNET_GATEWAYS("L-A4707A72", "vpc", "Internet gateways per Region", 5, true),
  NAT_GATEWAYS_PER_ZONE("L-FE5A380F", "vpc", "NAT gateways per Availability Zone", 5, true),
  SUBNETS_PER_VPC("L-407747CB", "vpc", "Subnets per VPC", 200, true),
  ROUTE_TABLES_PER_VPC("L-589F43AA", "vpc", "Route tables per VPC", 200, true),
  ROUTES_PER_TABLE("L-93826ACB", "vpc", "Routes per route table", 500, true),
  SECURITY_GROUPS("L-E79EC296", "vpc", "VPC security groups per Region", 2500, true),
  RULES_PER_SECURITY_GROUP(
      "L-0EA8095F", "vpc", "Inbound or outbound rules per security group", 60, true),
  NETWORK_INTERFACES("L-DF5E4CA3", "vpc", "Network interfaces per Region", 5000, true),
  GATEWAY_ENDPOINTS("L-1B52E74A", "vpc", "Gateway VPC endpoints per Region", 20, true),
  EKS_CLUSTERS("L-1194D53C", "eks", "Clusters", 100, true),
  EKS_NODE_GROUPS_PER_CLUSTER("L-6D54EA21", "eks", "Managed node groups per cluster", 30, true),
  EKS_NODES_PER_NODE_GROUP("L-BD136A63", "eks", "Nodes per managed node group", 450, true),
  RDS_INSTANCES("L-7B6409FD", "rds", "DB instances", 40, true),
  RDS_STORAGE_GB("L-7ADDB58A", "rds", "Total storage for all DB instances", 100000, true),
  RDS_SUBNET_GROUPS("L-48C6BF61", "rds", "DB subnet groups", 50, true),
  RDS_PARAMETER_GROUPS("L-DE55804A", "rds", "Parameter groups", 50, true),
  ELASTICACHE_NODES("L-DFE45DF3", "elasticache", "Nodes per Region", 300, true),
  ELASTICACHE_SUBNET_GROUPS("L-9B87FA26", "elasticache", "Subnet groups per Region", 300, true),
  NETWORK_LOAD_BALANCERS(
      "L-69A177A2", "elasticloadbalancing", "Network Load Balancers per Region", 50, true),
  APPLICATION_LOAD_BALANCERS(
      "L-53DA6B97", "elasticloadbalancing", "Application Load Balancers per Region", 50, true),
  CLASSIC_LOAD_BALANCERS(
      "L-E9E9831D", "elasticloadbalancing", "Classic Load Balancers per Region", 20, true),
  S3_BUCKETS("L-DC2B2D3D", "s3", "General purpose buckets", 10000, true),
  IAM_ROLES("L-FE177D64", "iam", "Roles per account", 1000, true),
  ECR_REPOSITORIES("L-CFEB8E8D", "ecr", "Registered repositories", 100000, true),
  SECRETS("L-2F66C23C", "secretsmanager", "Secrets", 500000, false);

  private final String code;
  private final String service;
  private final String displayName;
  private final double defaultValue;
  private final boolean adjustable;

  Quota(String code, String service, String title, double standard, boolean adjustable) {
    this.code = code;
    this.service = service;
    this.displayName = title;
    this.defaultValue = standard;
    this.adjustable = adjustable;
  }

  /** Returns the quota code, for example {@code L-F678F1CE}. */
  public String code() {
    return code;
  }

  /** Returns the service code in Service Quotas, for example {@code vpc}. */
  public String service() {
    return service;
  }

  /** Returns the name of the quota. */
  public String displayName() {
    return displayName;
  }

  /** Returns the AWS default value. */
  public double defaultValue() {
    return defaultValue;
  }

  /** Returns whether customers can request an increase. */
  public boolean adjustable() {
    return adjustable;
  }

  /**
   * Returns the applied value: the parameter of the condition {@code quota} with this code, or else
   * the default.
   */
  public double valueIn(Cloud cloud) {
    return cloud
        .conditions()
        .find("quota", code)
        .filter(value -> !value.isBlank())
        .map(value -> Double.parseDouble(value.strip()))
        .orElse(defaultValue);
  }

  /** Returns whether this number of resources would exceed the quota. */
  public boolean exceededBy(long count, Cloud cloud) {
    return count > valueIn(cloud);
  }
}
