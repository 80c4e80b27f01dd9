package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;

/**
 * Creates clients of API servers that follow no redirect. What answers behind an API server,
 * through its proxies and aggregation, belongs to the customer: a redirect would lead the service
 * to an address of the customer's choice, such as a metadata service.
 */
final class ClusterHttpClientFactory extends JdkHttpClientFactory {
  @Override
  protected void additionalConfig(HttpClient.Builder builder) {
    builder.followRedirects(HttpClient.Redirect.NEVER);
  }
}
