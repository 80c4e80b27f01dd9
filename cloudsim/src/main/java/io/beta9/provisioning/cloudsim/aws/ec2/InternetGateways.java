package io.beta9.provisioning.cloudsim.aws.ec2;

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

/** Internet gateways, and which VPC each is attached to. */
final class InternetGateways {
  private InternetGateways() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateInternetGatewayRequest.class, InternetGateways::create);
    operations.on(DescribeInternetGatewaysRequest.class, InternetGateways::describe);
    operations.on(AttachInternetGatewayRequest.class, InternetGateways::attach);
    operations.on(DetachInternetGatewayRequest.class, InternetGateways::detach);
    operations.on(DeleteInternetGatewayRequest.class, InternetGateways::delete);
  }

  static boolean isAttached(InternetGateway gateway, String vpc) {
    return gateway.attachments().stream().anyMatch(one -> vpc.equals(one.vpcId()));
  }

  /** Whether a VPC has a way to the internet at all. */
  static boolean serves(Scope scope, String vpc) {
    return scope.state().internetGateways.values().stream().anyMatch(one -> isAttached(one, vpc));
  }

  private static InternetGateway need(Scope scope, @Nullable String id) {
    return Scope.need(scope.state().internetGateways, id, Ec2Faults::noInternetGateway);
  }

  private static CreateInternetGatewayResponse create(
      CreateInternetGatewayRequest request, Scope scope) {
    Map<String, String> tags = Tags.given(request.tagSpecifications(), "internet-gateway");
    scope.oneMore(
        scope.state().internetGateways.size(),
        Quota.INTERNET_GATEWAYS,
        "InternetGatewayLimitExceeded",
        "The maximum number of internet gateways has been reached.");
    String id = Ids.next("igw");
    InternetGateway gateway =
        InternetGateway.builder()
            .internetGatewayId(id)
            .ownerId(scope.account())
            .attachments(List.of())
            .build();
    scope.state().internetGateways.put(id, gateway);
    scope.state().tag(id, tags);
    return CreateInternetGatewayResponse.builder().internetGateway(shown(gateway, scope)).build();
  }

  private static InternetGateway shown(InternetGateway gateway, Scope scope) {
    return gateway.toBuilder().tags(scope.tags(gateway.internetGatewayId())).build();
  }

  private static DescribeInternetGatewaysResponse describe(
      DescribeInternetGatewaysRequest request, Scope scope) {
    var filters =
        new Filters<InternetGateway>(scope.state(), InternetGateway::internetGatewayId)
            .on("internet-gateway-id", InternetGateway::internetGatewayId)
            .on("owner-id", InternetGateway::ownerId)
            .on(
                "attachment.vpc-id",
                one -> one.attachments().stream().map(InternetGatewayAttachment::vpcId))
            .on(
                "attachment.state",
                one -> one.attachments().stream().map(InternetGatewayAttachment::stateAsString))
            .of(request.filters());
    var page =
        Page.of(
                Scope.select(
                        scope.state().internetGateways,
                        request.internetGatewayIds(),
                        Ec2Faults::noInternetGateway)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(one -> shown(one, scope));
    return DescribeInternetGatewaysResponse.builder()
        .internetGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  private static AttachInternetGatewayResponse attach(
      AttachInternetGatewayRequest request, Scope scope) {
    InternetGateway gateway = need(scope, request.internetGatewayId());
    String vpc = Vpcs.need(scope, request.vpcId()).vpcId();
    if (!gateway.attachments().isEmpty()) {
      throw Ec2Faults.bad(
          "Resource.AlreadyAssociated",
          "resource "
              + gateway.internetGatewayId()
              + " is already attached to network "
              + gateway.attachments().getFirst().vpcId());
    }
    if (serves(scope, vpc)) {
      throw Ec2Faults.invalidValue("Network " + vpc + " already has an internet gateway attached");
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
      DetachInternetGatewayRequest request, Scope scope) {
    InternetGateway gateway = need(scope, request.internetGatewayId());
    String vpc = Vpcs.need(scope, request.vpcId()).vpcId();
    if (!isAttached(gateway, vpc)) {
      throw Ec2Faults.bad(
          "Gateway.NotAttached",
          "resource " + gateway.internetGatewayId() + " is not attached to network " + vpc);
    }
    if (scope.state().networkInterfaces.values().stream()
        .anyMatch(one -> vpc.equals(one.vpcId()) && one.association() != null)) {
      throw Ec2Faults.bad(
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
      DeleteInternetGatewayRequest request, Scope scope) {
    InternetGateway gateway = need(scope, request.internetGatewayId());
    if (!gateway.attachments().isEmpty()) {
      throw Ec2Faults.dependency("internetGateway", gateway.internetGatewayId());
    }
    scope.state().internetGateways.remove(gateway.internetGatewayId());
    scope.state().forgetTags(gateway.internetGatewayId());
    return DeleteInternetGatewayResponse.builder().build();
  }
}
