package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.session.AwsSession;

/**
 * Deletes resources that are in no Terraform state, if nothing uses them. AWS itself refuses to
 * delete a VPC, a subnet or a route table that is in use.
 */
final class UnusedResourceDeletion {
  /** The longest time within which the deletion of a key can be cancelled. */
  private static final int KEY_DELETION_DAYS = 30;

  private UnusedResourceDeletion() {}

  static boolean vpc(AwsSession session, String id) {
    session.ec2().deleteVpc(r -> r.vpcId(id));
    return true;
  }

  static boolean subnet(AwsSession session, String id) {
    session.ec2().deleteSubnet(r -> r.subnetId(id));
    return true;
  }

  static boolean routeTable(AwsSession session, String id) {
    session.ec2().deleteRouteTable(r -> r.routeTableId(id));
    return true;
  }

  static boolean internetGateway(AwsSession session, String id) {
    boolean attached =
        session
            .ec2()
            .describeInternetGateways(r -> r.internetGatewayIds(id))
            .internetGateways()
            .stream()
            .anyMatch(gateway -> !gateway.attachments().isEmpty());
    if (!attached) {
      session.ec2().deleteInternetGateway(r -> r.internetGatewayId(id));
    }
    return !attached;
  }

  static boolean address(AwsSession session, String id) {
    boolean associated =
        session.ec2().describeAddresses(r -> r.allocationIds(id)).addresses().stream()
            .anyMatch(address -> address.associationId() != null);
    if (!associated) {
      session.ec2().releaseAddress(r -> r.allocationId(id));
    }
    return !associated;
  }

  /** A key without an alias has never been used by the module; its deletion can be cancelled. */
  static boolean key(AwsSession session, String id) {
    boolean named =
        session.kms().listAliasesPaginator().aliases().stream()
            .anyMatch(alias -> id.equals(alias.targetKeyId()));
    if (!named) {
      session.kms().scheduleKeyDeletion(r -> r.keyId(id).pendingWindowInDays(KEY_DELETION_DAYS));
    }
    return !named;
  }
}
