package io.beta9.provisioning.cloudsim.aws.authorization;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.NetworkDirectory.LaunchTemplateContent;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;

/**
 * EC2: each resource of a request is evaluated separately. A resource that is being created has the
 * condition keys of the request's tags and no id, an existing one those of its own tags.
 */
final class Ec2Permissions {
  private static final String RUN_INSTANCES = "ec2:RunInstances";
  private static final String CREATE_TAGS = "ec2:CreateTags";

  private Ec2Permissions() {}

  static Map<String, PermissionRule> rules() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("AllocateAddress", creates("elastic-ip"));
    rules.put("CreateInternetGateway", creates("internet-gateway"));
    rules.put("CreateLaunchTemplate", creates("launch-template"));
    rules.put("CreateNetworkInterface", creates("network-interface", "SubnetId", "Groups"));
    rules.put("CreateNetworkAcl", creates("network-acl", "VpcId"));
    rules.put("CreateNatGateway", creates("natgateway", "SubnetId", "AllocationId"));
    rules.put("CreateRouteTable", creates("route-table", "VpcId"));
    rules.put("CreateSecurityGroup", creates("security-group", "VpcId"));
    rules.put("CreateSubnet", creates("subnet", "VpcId"));
    rules.put("CreateVolume", creates("volume"));
    rules.put("CreateVpc", creates("vpc"));
    rules.put("CreateVpcEndpoint", creates("vpc-endpoint", "VpcId", "RouteTableIds", "SubnetIds"));
    rules.put("CreateFlowLogs", Ec2Permissions::createFlowLogs);
    rules.put("CreateTags", Ec2Permissions::changeTags);
    rules.put("DeleteTags", Ec2Permissions::changeTags);
    rules.put("AuthorizeSecurityGroupIngress", Ec2Permissions::authorizeRules);
    rules.put("AuthorizeSecurityGroupEgress", Ec2Permissions::authorizeRules);
    rules.put("RevokeSecurityGroupIngress", onGroup());
    rules.put("RevokeSecurityGroupEgress", onGroup());
    rules.put("DetachNetworkInterface", Ec2Permissions::detach);
    rules.put("DisassociateAddress", Ec2Permissions::disassociate);
    rules.put("DisassociateRouteTable", Ec2Permissions::disassociate);
    rules.put("ReplaceRouteTableAssociation", Ec2Permissions::disassociate);
    for (String operation :
        List.of(
            "AssociateAddress",
            "AssociateRouteTable",
            "AttachInternetGateway",
            "CreateLaunchTemplateVersion",
            "CreateRoute",
            "DeleteFlowLogs",
            "DeleteInternetGateway",
            "DeleteLaunchTemplate",
            "DeleteLaunchTemplateVersions",
            "DeleteNatGateway",
            "DeleteNetworkAcl",
            "DeleteNetworkInterface",
            "DeleteRoute",
            "DeleteRouteTable",
            "DeleteSecurityGroup",
            "DeleteSubnet",
            "DeleteVolume",
            "DeleteVpc",
            "DeleteVpcEndpoints",
            "DetachInternetGateway",
            "GetConsoleOutput",
            "ModifyLaunchTemplate",
            "ModifySecurityGroupRules",
            "ModifySubnetAttribute",
            "ModifyVpcAttribute",
            "ModifyVpcEndpoint",
            "ReleaseAddress",
            "ReplaceRoute",
            "TerminateInstances")) {
      rules.put(operation, Ec2Permissions::changesExisting);
    }
    return rules;
  }

  /** Returns the rule of an operation that creates a resource within existing ones. */
  private static PermissionRule creates(String type, String... parents) {
    return (request, required) -> {
      Map<String, String> tags = tagsFor(request, type);
      required.require(
          request.baseAction(),
          request.arn(type + "/*"),
          PermissionCollector.tagContext(tags, List.of()));
      for (String parent : parents) {
        existing(request, required, request.texts(parent));
      }
      tagOnCreation(request, required, type, tags);
    };
  }

  private static void createFlowLogs(AuthorizedRequest request, PermissionCollector required) {
    creates("vpc-flow-log", "ResourceIds").collect(request, required);
    required.passRole(request.text("DeliverLogsPermissionArn"), "vpc-flow-logs.amazonaws.com");
  }

  private static void tagOnCreation(
      AuthorizedRequest request,
      PermissionCollector required,
      String type,
      Map<String, String> tags) {
    if (!tags.isEmpty()) {
      Map<String, List<String>> context = PermissionCollector.tagContext(tags, List.of());
      context.put("ec2:CreateAction", List.of(request.operation()));
      required.require(CREATE_TAGS, request.arn(type + "/*"), context);
    }
  }

  private static Map<String, String> tagsFor(AuthorizedRequest request, String type) {
    Map<String, String> tags = new TreeMap<>();
    for (SdkPojo specification : request.shapes("TagSpecifications")) {
      if (type.equals(AuthorizedRequest.value(specification, "ResourceType"))) {
        tags.putAll(AuthorizedRequest.tagsIn(AuthorizedRequest.value(specification, "Tags")));
      }
    }
    return tags;
  }

  private static void changeTags(AuthorizedRequest request, PermissionCollector required) {
    for (String id : request.texts("Resources")) {
      if (!request.resources().exists(id, request.call())) {
        continue;
      }
      required.require(request.arn(ResourceTypes.typeOf(id) + "/" + id));
    }
  }

  private static void authorizeRules(AuthorizedRequest request, PermissionCollector required) {
    existing(request, required, request.texts("GroupId"));
    Map<String, String> tags = tagsFor(request, "security-group-rule");
    if (!tags.isEmpty()) {
      required.require(
          request.baseAction(),
          request.arn("security-group-rule/*"),
          PermissionCollector.tagContext(tags, List.of()));
    }
    tagOnCreation(request, required, "security-group-rule", tags);
  }

  private static PermissionRule onGroup() {
    return (request, required) -> existing(request, required, request.texts("GroupId"));
  }

  private static void disassociate(AuthorizedRequest request, PermissionCollector required) {
    List<String> ids = new ArrayList<>(request.texts("RouteTableId"));
    for (String association : request.texts("AssociationId")) {
      ids.addAll(request.resources().associated(association, request.call()));
    }
    existing(request, required, ids);
  }

  /** On the interface and its instance; a missing attachment is reported as such. */
  private static void detach(AuthorizedRequest request, PermissionCollector required) {
    for (String attachment : request.texts("AttachmentId")) {
      existing(request, required, request.resources().associated(attachment, request.call()));
    }
  }

  /** Requires the action on every resource whose id the request contains. */
  private static void changesExisting(AuthorizedRequest request, PermissionCollector required) {
    List<String> ids =
        request.request().sdkFields().stream()
            .flatMap(field -> request.texts(field.memberName()).stream())
            .filter(id -> !ResourceTypes.typeOf(id).isEmpty())
            .filter(id -> id.matches("[a-z]+-[0-9a-f]+"))
            .distinct()
            .toList();
    if (ids.isEmpty()) {
      required.requireOnAny();
    }
    existing(request, required, ids);
  }

  /**
   * Requires what EKS checks when a node group is created or updated with a launch template: that
   * the caller could start the instances.
   */
  static void startNodes(
      PermissionCollector required,
      Call call,
      LaunchTemplateContent template,
      List<String> subnets) {
    String templateArn = call.arn("ec2", "launch-template/" + template.id());
    Map<String, List<String>> fromTemplate = new HashMap<>();
    fromTemplate.put("ec2:LaunchTemplate", List.of(templateArn));
    fromTemplate.put("ec2:IsLaunchTemplateResource", List.of("true"));
    required.require(RUN_INSTANCES, templateArn, fromTemplate);
    for (String id : template.securityGroups()) {
      required.require(RUN_INSTANCES, call.arn("ec2", "security-group/" + id), fromTemplate);
    }
    for (String id : subnets) {
      required.require(RUN_INSTANCES, call.arn("ec2", "subnet/" + id), fromTemplate);
    }
    required.require(
        RUN_INSTANCES, call.partition().arn("ec2", call.region(), "", "image/ami-0"), fromTemplate);
    for (String type : List.of("instance", "network-interface", "volume")) {
      Map<String, String> tags = template.tags().getOrDefault(type, Map.of());
      Map<String, List<String>> context = PermissionCollector.tagContext(tags, List.of());
      context.putAll(fromTemplate);
      required.require(RUN_INSTANCES, call.arn("ec2", type + "/*"), context);
      if (!tags.isEmpty()) {
        Map<String, List<String>> onCreation = PermissionCollector.tagContext(tags, List.of());
        onCreation.put("ec2:CreateAction", List.of("RunInstances"));
        required.require(CREATE_TAGS, call.arn("ec2", type + "/*"), onCreation);
      }
    }
  }

  private static void existing(
      AuthorizedRequest request, PermissionCollector required, List<String> ids) {
    for (String id : ids) {
      // AWS reports a missing resource as such, because it cannot read its tags.
      if (!request.resources().exists(id, request.call())) {
        continue;
      }
      required.require(
          request.baseAction(), request.arn(ResourceTypes.typeOf(id) + "/" + id), Map.of());
    }
  }
}
