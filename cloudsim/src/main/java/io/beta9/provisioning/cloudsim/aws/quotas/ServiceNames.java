package io.beta9.provisioning.cloudsim.aws.quotas;

/** The display names of services in Service Quotas. */
final class ServiceNames {
  private ServiceNames() {}

  static String of(String service) {
    return switch (service) {
      case "ec2" -> "Amazon Elastic Compute Cloud (Amazon EC2)";
      case "vpc" -> "Amazon Virtual Private Cloud (Amazon VPC)";
      case "eks" -> "Amazon Elastic Kubernetes Service (Amazon EKS)";
      case "rds" -> "Amazon Relational Database Service (Amazon RDS)";
      case "elasticache" -> "Amazon ElastiCache";
      case "elasticloadbalancing" -> "Elastic Load Balancing (ELB)";
      case "s3" -> "Amazon Simple Storage Service (Amazon S3)";
      case "iam" -> "AWS Identity and Access Management (IAM)";
      case "ecr" -> "Amazon Elastic Container Registry (Amazon ECR)";
      case "secretsmanager" -> "AWS Secrets Manager";
      default -> service;
    };
  }
}
