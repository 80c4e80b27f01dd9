package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** Internet gateways and their attachments to VPCs. */
public final class InternetGateways {
  private InternetGateways() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateInternetGatewayRequest.class, InternetGateways::create);
    operations.on(DescribeInternetGatewaysRequest.class, InternetGateways::describe);
    operations.on(AttachInternetGatewayRequest.class, InternetGateways::attach);
    operations.on(DetachInternetGatewayRequest.class, InternetGateways::detach);
    operations.on(DeleteInternetGatewayRequest.class, InternetGateways::delete);
  }

  static boolean isAttached(InternetGateway gateway, String vpc) {
    return gateway.attachments().stream().anyMatch(item -> vpc.equals(item.vpcId()));
  }

  /** Returns whether a VPC has an internet gateway. */
  public static boolean isAttachedTo(Ec2Scope scope, String vpc) {
    return scope.state().internetGateways.values().stream().anyMatch(item -> isAttached(item, vpc));
  }

  private static InternetGateway require(Ec2Scope scope, @Nullable String id) {
    return Ec2Scope.require(scope.state().internetGateways, id, Ec2Errors::internetGatewayNotFound);
  }

  private static CreateInternetGatewayResponse create(
      CreateInternetGatewayRequest request, Ec2Scope scope) {
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "internet-gateway");
    scope.checkQuota(
        scope.state().internetGateways.size(),
        Quota.INTERNET_GATEWAYS,
        "InternetGatewayLimitExceeded",
        "The maximum number of internet gateways has been reached.");
    String id = ResourceIds.next("igw");
    InternetGateway gateway =
        InternetGateway.builder()
            .internetGatewayId(id)
            .ownerId(scope.account())
            .attachments(List.of())
            .build();
    scope.state().internetGateways.put(id, gateway);
    scope.state().tag(id, tags);
    return CreateInternetGatewayResponse.builder().internetGateway(apiView(gateway, scope)).build();
  }

  private static InternetGateway apiView(InternetGateway gateway, Ec2Scope scope) {
    return gateway.toBuilder().tags(scope.tags(gateway.internetGatewayId())).build();
  }

  private static DescribeInternetGatewaysResponse describe(
      DescribeInternetGatewaysRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<InternetGateway>(scope.state(), InternetGateway::internetGatewayId)
            .on("internet-gateway-id", InternetGateway::internetGatewayId)
            .on("owner-id", InternetGateway::ownerId)
            .on(
                "attachment.vpc-id",
                item -> item.attachments().stream().map(InternetGatewayAttachment::vpcId))
            .on(
                "attachment.state",
                item -> item.attachments().stream().map(InternetGatewayAttachment::stateAsString))
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().internetGateways,
                        request.internetGatewayIds(),
                        Ec2Errors::internetGatewayNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(item -> apiView(item, scope));
    return DescribeInternetGatewaysResponse.builder()
        .internetGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  private static AttachInternetGatewayResponse attach(
      AttachInternetGatewayRequest request, Ec2Scope scope) {
    InternetGateway gateway = require(scope, request.internetGatewayId());
    String vpc = Vpcs.require(scope, request.vpcId()).vpcId();
    if (!gateway.attachments().isEmpty()) {
      throw Ec2Errors.badRequest(
          "Resource.AlreadyAssociated",
          "resource "
              + gateway.internetGatewayId()
              + " is already attached to network "
              + gateway.attachments().getFirst().vpcId());
    }
    if (isAttachedTo(scope, vpc)) {
      throw Ec2Errors.invalidValue("Network " + vpc + " already has an internet gateway attached");
    }
    scope
        .state()
        .internetGateways
        .put(
            gateway.internetGatewayId(),
            gateway.toBuilder()
                .attachments(
                    InternetGatewayAttachment.builder().vpcId(vpc).state("available").build())
                .build());
    return AttachInternetGatewayResponse.builder().build();
  }

  private static DetachInternetGatewayResponse detach(
      DetachInternetGatewayRequest request, Ec2Scope scope) {
    InternetGateway gateway = require(scope, request.internetGatewayId());
    String vpc = Vpcs.require(scope, request.vpcId()).vpcId();
    if (!isAttached(gateway, vpc)) {
      throw Ec2Errors.badRequest(
          "Gateway.NotAttached",
          "resource " + gateway.internetGatewayId() + " is not attached to network " + vpc);
    }
    if (scope.state().networkInterfaces.values().stream()
        .anyMatch(item -> vpc.equals(item.vpcId()) && item.association() != null)) {
      throw Ec2Errors.badRequest(
          "DependencyViolation",
          "Network "
              + vpc
              + " has some mapped public address(es). Please unmap those public address(es) before"
              + " detaching the gateway.");
    }
    scope
        .state()
        .internetGateways
        .put(gateway.internetGatewayId(), gateway.toBuilder().attachments(List.of()).build());
    return DetachInternetGatewayResponse.builder().build();
  }

  private static DeleteInternetGatewayResponse delete(
      DeleteInternetGatewayRequest request, Ec2Scope scope) {
    InternetGateway gateway = require(scope, request.internetGatewayId());
    if (!gateway.attachments().isEmpty()) {
      throw Ec2Errors.dependencyViolation("internetGateway", gateway.internetGatewayId());
    }
    scope.state().internetGateways.remove(gateway.internetGatewayId());
    scope.state().forgetTags(gateway.internetGatewayId());
    return DeleteInternetGatewayResponse.builder().build();
  }
}
