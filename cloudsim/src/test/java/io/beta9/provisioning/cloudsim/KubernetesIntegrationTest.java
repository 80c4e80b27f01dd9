package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.TestCluster;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the access to clusters of a complete simulated cloud, and their persistence. */
class KubernetesIntegrationTest {
  private static final String ACCOUNT = "123456789012";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  @TempDir Path folder;

  @Test
  void authenticates_seeded_access_keys_and_restores_clusters_after_a_restart() throws Exception {
    ClusterControlPlanes.Endpoint endpoint;
    AtomicReference<Cloud> cloud = new AtomicReference<>();
    try (CloudSim sim = start(cloud)) {
      sim.seed().accessKey("AKIASEEDED", "secret", ACCOUNT, "operator");
      endpoint = cloud.get().clusterControlPlanes().start(ACCOUNT, "us-east-1", "acme", "1.33");
      assertThat(call(endpoint, "GET", MAPS, "AKIASEEDED", "secret", "").statusCode())
          .isEqualTo(200);
      assertThat(call(endpoint, "GET", MAPS, "AKIASEEDED", "guessed", "").statusCode())
          .isEqualTo(401);
      assertThat(call(endpoint, "GET", MAPS, "AKIAUNKNOWN", "secret", "").statusCode())
          .isEqualTo(401);
      HttpResponse<String> created =
          call(
              endpoint, "POST", MAPS, "AKIASEEDED", "secret", "{\"metadata\":{\"name\":\"kept\"}}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }
    try (CloudSim sim = start(cloud)) {
      assertThat(sim.url()).isNotEmpty();
      assertThat(call(endpoint, "GET", MAPS + "/kept", "AKIASEEDED", "secret", "").statusCode())
          .isEqualTo(200);
      cloud.get().clusterControlPlanes().stop(ACCOUNT, "us-east-1", "acme");
    }
  }

  private CloudSim start(AtomicReference<Cloud> reference) {
    return CloudSim.builder()
        .stateFolder(folder)
        .kubernetes()
        .service(
            cloud -> {
              reference.set(cloud);
              return new KmsService(cloud.store());
            })
        .start();
  }

  private static HttpResponse<String> call(
      ClusterControlPlanes.Endpoint endpoint,
      String method,
      String path,
      String key,
      String secret,
      String body)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust(endpoint)).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(endpoint.url() + path))
              .version(HttpClient.Version.HTTP_1_1)
              .header(
                  "Authorization",
                  "Bearer " + TestCluster.token("acme", key, secret, Clock.systemUTC()))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static SSLContext trust(ClusterControlPlanes.Endpoint endpoint) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    byte[] pem = Base64.getDecoder().decode(endpoint.certificateAuthorityBase64());
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
