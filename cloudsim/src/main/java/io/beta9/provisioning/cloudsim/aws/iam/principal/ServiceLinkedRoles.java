package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import java.util.Map;

/** Service-linked roles. */
final class ServiceLinkedRoles {
  private static final Map<String, String> NAMES =
      Map.of(
          "eks.amazonaws.com", "AmazonEKS",
          "eks-nodegroup.amazonaws.com", "AmazonEKSNodegroup",
          "rds.amazonaws.com", "RDS",
          "elasticache.amazonaws.com", "ElastiCache",
          "autoscaling.amazonaws.com", "AutoScaling",
          "elasticloadbalancing.amazonaws.com", "ElasticLoadBalancing",
          "spot.amazonaws.com", "EC2Spot");

  private ServiceLinkedRoles() {}

  static String nameOf(String service) {
    String name = NAMES.get(service);
    if (name == null) {
      throw IamErrors.invalidInput("The service name " + service + " is not a valid service.");
    }
    return name;
  }

  static String trustPolicy(String service) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
    "Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}\
    """
        .formatted(service);
  }
}
