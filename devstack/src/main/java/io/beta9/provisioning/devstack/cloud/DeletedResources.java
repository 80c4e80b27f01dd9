package io.beta9.provisioning.devstack.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * Checks whether a resource that the cloud still lists has been deleted: NAT gateways, VPC
 * endpoints and instances stay visible for an hour after their deletion, and KMS keys are deleted
 * days after the request.
 */
public final class DeletedResources {
  private static final int MAX_ATTEMPTS = 10;

  private final URI endpoint;
  private final Region region;
  private final StaticCredentialsProvider credentials;

  /**
   * @param accessKey access key of a user in the account that owns the resources
   */
  public DeletedResources(URI endpoint, String region, String accessKey) {
    this.endpoint = endpoint;
    this.region = Region.of(region);
    this.credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "not-a-secret"));
  }

  /** Returns whether the resource has been deleted or, for a KMS key, is scheduled for deletion. */
  public boolean isDeleted(String arn) {
    for (int attempt = 1; ; attempt++) {
      try {
        return checkDeleted(arn);
      } catch (SdkException e) {
        // An injected fault may have failed this request; it must not affect the result.
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean checkDeleted(String arn) {
    String id = arn.substring(arn.lastIndexOf('/') + 1);
    if (arn.contains(":natgateway/")) {
      try (Ec2Client ec2 = ec2()) {
        return ec2.describeNatGateways(request -> request.natGatewayIds(id)).natGateways().stream()
            .allMatch(gateway -> gateway.state() == NatGatewayState.DELETED);
      }
    }
    if (arn.contains(":vpc-endpoint/")) {
      try (Ec2Client ec2 = ec2()) {
        return ec2
            .describeVpcEndpoints(request -> request.vpcEndpointIds(id))
            .vpcEndpoints()
            .stream()
            .allMatch(found -> found.stateAsString().equalsIgnoreCase("deleted"));
      }
    }
    if (arn.contains(":instance/")) {
      try (Ec2Client ec2 = ec2()) {
        return ec2.describeInstances(request -> request.instanceIds(id)).reservations().stream()
            .flatMap(reservation -> reservation.instances().stream())
            .allMatch(instance -> instance.state().name() == InstanceStateName.TERMINATED);
      }
    }
    if (arn.contains(":kms:")) {
      try (KmsClient kms =
          KmsClient.builder()
              .endpointOverride(endpoint)
              .region(region)
              .credentialsProvider(credentials)
              .httpClient(UrlConnectionHttpClient.create())
              .build()) {
        return kms.describeKey(request -> request.keyId(id)).keyMetadata().keyState()
            == KeyState.PENDING_DELETION;
      }
    }
    return false;
  }

  private Ec2Client ec2() {
    return Ec2Client.builder()
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(credentials)
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }
}
