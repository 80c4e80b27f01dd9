package io.beta9.provisioning.devstack;

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
 * Tells what is gone from what is only still shown: NAT gateways and instances are listed for an
 * hour after their end, and a key's deletion takes days.
 */
public final class Remains {
  private static final int ATTEMPTS = 10;

  private final URI endpoint;
  private final Region region;
  private final StaticCredentialsProvider credentials;

  /**
   * @param accessKey of a user in the account that is looked at
   */
  public Remains(URI endpoint, String region, String accessKey) {
    this.endpoint = endpoint;
    this.region = Region.of(region);
    this.credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "not-a-secret"));
  }

  public boolean isGone(String arn) {
    for (int attempt = 1; ; attempt++) {
      try {
        return look(arn);
      } catch (SdkException e) {
        // The cloud may have been told to fail just now; that must not decide anything here.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean look(String arn) {
    String id = arn.substring(arn.lastIndexOf('/') + 1);
    if (arn.contains(":natgateway/")) {
      try (Ec2Client ec2 = ec2()) {
        return ec2.describeNatGateways(request -> request.natGatewayIds(id)).natGateways().stream()
            .allMatch(gateway -> gateway.state() == NatGatewayState.DELETED);
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
