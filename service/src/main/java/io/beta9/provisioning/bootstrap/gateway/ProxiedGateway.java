package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The gateway through the cluster's API server. What needs no token of Beta9's goes through the API
 * server's service proxy; what does goes through a port-forward, because an API server keeps the
 * {@code Authorization} header for itself.
 */
public final class ProxiedGateway implements Gateway {
  private static final String AUTHORIZE = "/api/v1/gateway/auth/authorize";
  private static final int WORDS = 300;

  private final ServiceProxy proxy;
  private final PodPortForward tunnel;
  private final JsonMapper json = JsonMapper.shared();
  private volatile String lastWords = "nothing";

  public ProxiedGateway(ClusterAccess cluster) {
    this.proxy = new ServiceProxy(cluster, NAMESPACE, SERVICE, HTTP_PORT);
    this.tunnel = new PodPortForward(cluster, NAMESPACE, HTTP_PORT);
  }

  /** What the gateway answered to a request. */
  record GatewayResponse(int status, String body) {
    boolean good() {
      return status / 100 == 2;
    }

    String words() {
      String text = body.strip();
      return status
          + (text.isEmpty() ? "" : " " + text.substring(0, Math.min(WORDS, text.length())));
    }
  }

  @Override
  public boolean healthy() throws InterruptedException {
    GatewayResponse answer = proxy.ask("GET", "/api/v1/health", "");
    lastWords = answer.words();
    return answer.status() == 200;
  }

  @Override
  public String lastWords() {
    return lastWords;
  }

  @Override
  public Optional<AdminTokenStore.StoredToken> claim() throws InterruptedException {
    GatewayResponse answer = proxy.ask("POST", AUTHORIZE, "{}");
    if (!answer.good()) {
      throw transientFailure("Claiming Beta9 failed", "its gateway answered " + answer.words());
    }
    JsonNode body = read(answer);
    String token = body.path("newToken").asString("");
    if (!body.path("ok").asBoolean(false) || token.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AdminTokenStore.StoredToken(body.path("workspaceId").asString(""), token));
  }

  @Override
  public boolean knows(String token) throws InterruptedException {
    GatewayResponse answer = tunnel.ask("POST", AUTHORIZE, token, "{}");
    if (answer.status() == 401 || answer.status() == 403) {
      return false;
    }
    if (!answer.good()) {
      throw transientFailure(
          "Showing Beta9 its administrator's token failed",
          "its gateway answered " + answer.words());
    }
    return read(answer).path("ok").asBoolean(false);
  }

  @Override
  public StorageAnswer setStorage(AdminTokenStore.StoredToken admin, Storage storage)
      throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    body.put("bucket_name", storage.bucket());
    body.put("access_key", storage.accessKey());
    body.put("secret_key", storage.secretKey());
    body.put("endpoint_url", storage.endpoint());
    body.put("region", storage.region());
    GatewayResponse answer =
        tunnel.ask(
            "POST",
            "/api/v1/workspace/" + admin.workspaceId() + "/set-external-storage",
            admin.token(),
            body.toString());
    if (answer.good() || answer.body().contains("already exists")) {
      return StorageAnswer.SET;
    }
    lastWords = answer.words();
    if (answer.status() >= 500 || answer.body().contains("nable to access")) {
      return StorageAnswer.NO_ACCESS_YET;
    }
    throw new FailureException(storageRefused(storage));
  }

  @Override
  public Failure storageRefused(Storage storage) {
    return new Failure(
        FailureClass.BOOTSTRAP,
        "storage-refused",
        "Beta9 did not take the bucket " + storage.bucket() + " as its storage",
        "it answered " + lastWords(),
        "Check that the storage user's key is active and that its policy lets it read and write the"
            + " bucket, then retry");
  }

  @Override
  public Optional<TreeSet<String>> pools(String token) throws InterruptedException {
    GatewayResponse answer = tunnel.ask("GET", "/api/v1/gateway/pools", token, "");
    if (answer.status() == 404 || answer.status() == 501) {
      return Optional.empty();
    }
    lastWords = answer.words();
    TreeSet<String> names = new TreeSet<>();
    if (answer.good()) {
      read(answer).path("pools").forEach(pool -> names.add(pool.path("name").asString("")));
    }
    return Optional.of(names);
  }

  private JsonNode read(GatewayResponse answer) {
    try {
      return json.readTree(answer.body());
    } catch (JacksonException e) {
      throw transientFailure(
          "Beta9's gateway could not be understood", "it answered no JSON: " + answer.words());
    }
  }

  private static FailureException transientFailure(String what, String why) {
    return new FailureException(
        new Failure(
            FailureClass.TRANSIENT,
            "gateway-does-not-answer",
            what,
            why,
            "Look at the log of the gateway's pods in " + NAMESPACE + ", then retry"));
  }
}
