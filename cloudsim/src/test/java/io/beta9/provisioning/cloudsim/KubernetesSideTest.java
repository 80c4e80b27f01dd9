package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.kubernetes.EksToken;
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

/** Clusters within the whole cloud: whom they let in, and what is left of them afterwards. */
class KubernetesSideTest {
  private static final String ACCOUNT = "123456789012";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  @TempDir Path folder;

  @Test
  void letsInTheKeysOfTheCloudAndIsFoundAgainAfterARestart() throws Exception {
    ClusterPlanes.Endpoint endpoint;
    AtomicReference<Cloud> cloud = new AtomicReference<>();
    try (CloudSim sim = start(cloud)) {
      sim.seed().accessKey("AKIASEEDED", "secret", ACCOUNT, "operator");
      endpoint = cloud.get().clusterPlanes().start(ACCOUNT, "us-east-1", "acme", "1.33");
      assertThat(call(endpoint, "GET", MAPS, "AKIASEEDED", "secret", "").statusCode())
          .isEqualTo(200);
      assertThat(call(endpoint, "GET", MAPS, "AKIASEEDED", "guessed", "").statusCode())
          .isEqualTo(401);
      assertThat(call(endpoint, "GET", MAPS, "AKIAUNKNOWN", "secret", "").statusCode())
          .isEqualTo(401);
      HttpResponse<String> made =
          call(
              endpoint, "POST", MAPS, "AKIASEEDED", "secret", "{\"metadata\":{\"name\":\"kept\"}}");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }
    try (CloudSim sim = start(cloud)) {
      assertThat(sim.url()).isNotEmpty();
      assertThat(call(endpoint, "GET", MAPS + "/kept", "AKIASEEDED", "secret", "").statusCode())
          .isEqualTo(200);
      cloud.get().clusterPlanes().stop(ACCOUNT, "us-east-1", "acme");
    }
  }

  private CloudSim start(AtomicReference<Cloud> seen) {
    return CloudSim.builder()
        .stateFolder(folder)
        .kubernetes()
        .service(
            cloud -> {
              seen.set(cloud);
              return new KmsService(cloud.store());
            })
        .start();
  }

  private static HttpResponse<String> call(
      ClusterPlanes.Endpoint endpoint,
      String method,
      String path,
      String key,
      String secret,
      String body)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(endpoint)).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(endpoint.url() + path))
              .version(HttpClient.Version.HTTP_1_1)
              .header(
                  "Authorization", "Bearer " + EksToken.of("acme", key, secret, Clock.systemUTC()))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static SSLContext trusting(ClusterPlanes.Endpoint endpoint) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    byte[] pem = Base64.getDecoder().decode(endpoint.certificateAuthorityBase64());
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
