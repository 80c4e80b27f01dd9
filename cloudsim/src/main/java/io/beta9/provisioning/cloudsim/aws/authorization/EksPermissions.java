package io.beta9.provisioning.cloudsim.aws.authorization;

import io.beta9.provisioning.cloudsim.aws.NetworkDirectory.LaunchTemplateContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;

/** EKS, and what it does with the caller's permissions: roles, keys, instances of node groups. */
final class EksPermissions {
  private static final String EKS_SERVICE = "eks.amazonaws.com";
  private static final String TAG = "eks:TagResource";

  private EksPermissions() {}

  static Map<String, PermissionRule> rules() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("CreateCluster", EksPermissions::createCluster);
    rules.put("CreateNodegroup", EksPermissions::createNodegroup);
    rules.put("CreateAddon", EksPermissions::createAddon);
    rules.put("UpdateNodegroupVersion", EksPermissions::updateNodegroupVersion);
    rules.put("UpdateAddon", EksPermissions::updateAddon);
    rules.put("DescribeUpdate", EksPermissions::describeUpdate);
    rules.put("CreateAccessEntry", EksPermissions::createAccessEntry);
    for (String operation : List.of("AssociateAccessPolicy", "DisassociateAccessPolicy")) {
      rules.put(operation, EksPermissions::changeAccessPolicy);
    }
    for (String operation :
        List.of(
            "DeleteAccessEntry",
            "DescribeAccessEntry",
            "ListAssociatedAccessPolicies",
            "UpdateAccessEntry")) {
      rules.put(operation, (request, required) -> required.require(accessEntry(request)));
    }
    for (String operation :
        List.of("DeleteNodegroup", "DescribeNodegroup", "UpdateNodegroupConfig")) {
      rules.put(operation, (request, required) -> required.require(nodegroup(request)));
    }
    for (String operation : List.of("DeleteAddon", "DescribeAddon")) {
      rules.put(operation, (request, required) -> required.require(addon(request)));
    }
    for (String operation : List.of("TagResource", "UntagResource", "ListTagsForResource")) {
      rules.put(
          operation,
          (request, required) -> required.require(request.text("resourceArn").orElse("*")));
    }
    for (String operation :
        List.of(
            "AssociateEncryptionConfig",
            "CreatePodIdentityAssociation",
            "DeleteCluster",
            "DescribeCluster",
            "ListAccessEntries",
            "ListAddons",
            "ListNodegroups",
            "ListPodIdentityAssociations",
            "UpdateClusterConfig",
            "UpdateClusterVersion")) {
      rules.put(operation, (request, required) -> required.require(cluster(request)));
    }
    return rules;
  }

  private static void createCluster(AuthorizedRequest request, PermissionCollector required) {
    CreateClusterRequest cluster = request.as(CreateClusterRequest.class);
    required.require(cluster(request));
    required.requireTagging(TAG, cluster(request));
    required.passRole(Optional.ofNullable(cluster.roleArn()), EKS_SERVICE);
    required.serviceLinkedRole(EKS_SERVICE, "AWSServiceRoleForAmazonEKS");
    cluster
        .encryptionConfig()
        .forEach(
            config ->
                required.useKey(
                    Optional.ofNullable(config.provider().keyArn()),
                    "eks",
                    "kms:DescribeKey",
                    "kms:CreateGrant"));
  }

  private static void createAccessEntry(AuthorizedRequest request, PermissionCollector required) {
    CreateAccessEntryRequest entry = request.as(CreateAccessEntryRequest.class);
    required.require(
        request.baseAction(),
        cluster(request),
        Map.of(
            "eks:principalArn",
            List.of(entry.principalArn()),
            "eks:accessEntryType",
            List.of(entry.type() == null ? "STANDARD" : entry.type())));
    required.requireTagging(TAG, accessEntry(request));
  }

  private static void changeAccessPolicy(AuthorizedRequest request, PermissionCollector required) {
    required.require(
        request.baseAction(),
        accessEntry(request),
        Map.of("eks:policyArn", List.of(request.text("policyArn").orElse(""))));
  }

  private static void createNodegroup(AuthorizedRequest request, PermissionCollector required) {
    CreateNodegroupRequest group = request.as(CreateNodegroupRequest.class);
    required.require(cluster(request));
    required.requireTagging(TAG, request.arn("nodegroup/" + group.clusterName() + "/*/*"));
    required.passRole(Optional.ofNullable(group.nodeRole()), EKS_SERVICE);
    for (String action : List.of("iam:GetRole", "iam:ListAttachedRolePolicies")) {
      required.require(action, group.nodeRole(), Map.of());
    }
    required.serviceLinkedRole(
        "eks-nodegroup.amazonaws.com", "AWSServiceRoleForAmazonEKSNodegroup");
    required.serviceLinkedRole("autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling");
    template(request, group.launchTemplate())
        .ifPresent(
            template ->
                Ec2Permissions.startNodes(required, request.call(), template, group.subnets()));
  }

  private static void updateNodegroupVersion(
      AuthorizedRequest request, PermissionCollector required) {
    required.require(nodegroup(request));
    template(request, request.as(UpdateNodegroupVersionRequest.class).launchTemplate())
        .ifPresent(
            template -> Ec2Permissions.startNodes(required, request.call(), template, List.of()));
  }

  private static Optional<LaunchTemplateContent> template(
      AuthorizedRequest request, @Nullable LaunchTemplateSpecification named) {
    return named == null
        ? Optional.empty()
        : request
            .resources()
            .networks()
            .flatMap(
                networks ->
                    networks.launchTemplate(
                        named.id(), named.name(), named.version(), request.call()));
  }

  private static void createAddon(AuthorizedRequest request, PermissionCollector required) {
    required.require(cluster(request));
    required.requireTagging(TAG, request.arn("addon/" + clusterName(request) + "/*/*"));
    required.passRole(request.text("serviceAccountRoleArn"), EKS_SERVICE);
  }

  private static void updateAddon(AuthorizedRequest request, PermissionCollector required) {
    required.require(addon(request));
    required.passRole(request.text("serviceAccountRoleArn"), EKS_SERVICE);
  }

  private static void describeUpdate(AuthorizedRequest request, PermissionCollector required) {
    if (request.text("nodegroupName").isPresent()) {
      required.require(nodegroup(request));
    } else if (request.text("addonName").isPresent()) {
      required.require(addon(request));
    } else {
      required.require(cluster(request));
    }
  }

  private static String clusterName(AuthorizedRequest request) {
    return request.text("clusterName").or(() -> request.text("name")).orElse("");
  }

  private static String cluster(AuthorizedRequest request) {
    return request.arn("cluster/" + clusterName(request));
  }

  /** The ARNs of node groups and add-ons end with a generated id. */
  private static String nodegroup(AuthorizedRequest request) {
    return completed(
        request,
        "nodegroup/" + clusterName(request) + "/" + request.text("nodegroupName").orElse("") + "/");
  }

  private static String addon(AuthorizedRequest request) {
    return completed(
        request,
        "addon/" + clusterName(request) + "/" + request.text("addonName").orElse("") + "/");
  }

  /** The ARN contains the account and the name of the principal, without its path. */
  private static String accessEntry(AuthorizedRequest request) {
    String[] principal = request.text("principalArn").orElse("").split(":", 6);
    if (principal.length < 6) {
      return request.arn("access-entry/" + clusterName(request) + "/*");
    }
    String kind = principal[5].substring(0, Math.max(0, principal[5].indexOf('/')));
    String name = principal[5].substring(principal[5].lastIndexOf('/') + 1);
    return completed(
        request,
        String.join("/", "access-entry", clusterName(request), kind, principal[4], name, ""));
  }

  private static String completed(AuthorizedRequest request, String resource) {
    String prefix = request.arn(resource);
    return request.resources().completed(prefix).orElse(prefix + "0");
  }
}
