package io.beta9.provisioning.aws.session;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Configures all AWS clients alike: they share one HTTP client, one scheduler for timeouts, one
 * retry strategy and one endpoint. A client with its own scheduler would keep its threads
 * permanently.
 */
final class AwsClientFactory implements AutoCloseable {
  private final SdkHttpClient http;
  private final AwsOptions options;
  private final List<MetricPublisher> metrics;
  private final ScheduledExecutorService timeouts =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("aws-timeouts").factory());

  AwsClientFactory(SdkHttpClient http, AwsOptions options, List<MetricPublisher> metrics) {
    this.http = http;
    this.options = options;
    this.metrics = metrics;
  }

  @Override
  public void close() {
    timeouts.shutdownNow();
    http.close();
  }

  /** Returns the builder with the common configuration. */
  <C, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> B prepare(
      B builder, Region region, AwsCredentialsProvider credentials) {
    builder
        .httpClient(http)
        .region(region)
        .credentialsProvider(credentials)
        .overrideConfiguration(configuration());
    options.endpointOverride().ifPresent(builder::endpointOverride);
    return builder;
  }

  Optional<URI> endpointOverride() {
    return options.endpointOverride();
  }

  private ClientOverrideConfiguration configuration() {
    StandardRetryStrategy retries =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(options.maxAttempts())
            .throttlingBackoffStrategy(
                BackoffStrategy.exponentialDelay(Duration.ofMillis(500), Duration.ofSeconds(10)))
            .build();
    return ClientOverrideConfiguration.builder()
        .retryStrategy(retries)
        .scheduledExecutorService(timeouts)
        .metricPublishers(metrics)
        .addExecutionInterceptor(new AwsCallSpans())
        .apiCallAttemptTimeout(options.attemptTimeout())
        .apiCallTimeout(options.callTimeout())
        .build();
  }
}
