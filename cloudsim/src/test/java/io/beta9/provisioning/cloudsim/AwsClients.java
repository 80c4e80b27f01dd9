package io.beta9.provisioning.cloudsim;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** Creates real SDK clients of a simulated cloud. */
public final class AwsClients {
  private AwsClients() {}

  /** Returns a client with an access key that is accepted only while no key has been seeded. */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      CloudSim sim, B builder) {
    return client(sim, builder, AwsBasicCredentials.create("AKIAANYBODY", "secret"), "us-east-1");
  }

  /** Returns a client with these credentials in this region. */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      CloudSim sim, B builder, AwsCredentials credentials, String region) {
    return builder
        .endpointOverride(sim.uri())
        .region(Region.of(region))
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(it -> it.retryStrategy(RetryMode.STANDARD))
        .build();
  }
}
