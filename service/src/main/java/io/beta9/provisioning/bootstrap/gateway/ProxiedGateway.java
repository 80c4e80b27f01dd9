package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.format.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls the gateway through the cluster's API server: without a token of Beta9 through the service
 * proxy, with one through a port-forward, because the API server consumes the {@code Authorization}
 * header of proxied requests.
 */
public final class ProxiedGateway implements Gateway, WorkspaceTokens {
  /** What answers in the cluster belongs to the customer. */
  static final int MAX_RESPONSE_BYTES = 1024 * 1024;

  private static final String AUTHORIZE = "/api/v1/gateway/auth/authorize";
  private static final String POOLS = "/api/v1/gateway/pools";
  private static final String TOKENS = "/api/v1/gateway/tokens";
  private static final int MAX_RESPONSE_LENGTH = 300;

  /** Statuses of routes that a version of Beta9 does not have. */
  private static final Set<Integer> NO_ENDPOINT = Set.of(404, 405, 501);

  private final ServiceProxyClient proxy;
  private final GatewayPods pods;
  private final PodPortForward portForward;
  private final JsonMapper json = JsonMapper.shared();
  private volatile String lastResponse = "nothing";

  public ProxiedGateway(ClusterAccess cluster) {
    this.proxy = new ServiceProxyClient(cluster, NAMESPACE, SERVICE, HTTP_PORT);
    this.pods = new GatewayPods(cluster, NAMESPACE);
    this.portForward = new PodPortForward(cluster, NAMESPACE, HTTP_PORT, pods);
  }

  /** A response of the gateway. */
  record GatewayResponse(int status, String body) {
    /** Statuses of requests that were rejected although nothing is wrong with them. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

    boolean isSuccessful() {
      return status / 100 == 2;
    }

    /** Returns whether the same request may succeed later. */
    boolean isTemporary() {
      return status >= 500 || TEMPORARY.contains(status);
    }

    boolean isDenied() {
      return status == 401 || status == 403;
    }

    String summary() {
      String text = body.strip();
      return status + (text.isEmpty() ? "" : " " + Excerpt.of(text, MAX_RESPONSE_LENGTH));
    }
  }

  @Override
  public boolean isHealthy() throws InterruptedException {
    GatewayResponse answer = proxy.send("GET", "/api/v1/health", "");
    lastResponse = answer.summary();
    if (answer.isDenied()) {
      // Not the gateway requires a token, but something in front of it.
      throw unsuccessful("Checking the health of Beta9's gateway", answer, answer.summary());
    }
    return answer.status() == 200;
  }

  @Override
  public String lastResponse() {
    return lastResponse;
  }

  @Override
  public Optional<AdminTokenStore.StoredToken> claim() throws InterruptedException {
    String activity = "Claiming Beta9";
    GatewayResponse answer = proxy.send("POST", AUTHORIZE, "{}");
    if (!answer.isSuccessful()) {
      throw unsuccessful(activity, answer, answer.summary());
    }
    return newToken(parseSecret(activity, answer));
  }

  /** A token is returned once, and never again. */
  private static Optional<AdminTokenStore.StoredToken> newToken(JsonNode answer) {
    String token = answer.path("newToken").asString("");
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AdminTokenStore.StoredToken(answer.path("workspaceId").asString(""), token));
  }

  @Override
  public TokenCheck check(String token) throws InterruptedException {
    // A route that only answers administrators, because authorizing claims an unclaimed Beta9.
    GatewayResponse pools = portForward.send("GET", POOLS, token, "");
    if (pools.isDenied()) {
      return new TokenCheck.Rejected();
    }
    if (pools.isSuccessful() && parse(pools).path("ok").asBoolean(false)) {
      return new TokenCheck.Accepted();
    }
    GatewayResponse answer = portForward.send("POST", AUTHORIZE, token, "{}");
    if (answer.isDenied()) {
      return new TokenCheck.Rejected();
    }
    String activity = "Verifying the administrator's token";
    if (!answer.isSuccessful()) {
      throw unsuccessful(activity, answer, answer.summary());
    }
    JsonNode body = parseSecret(activity, answer);
    Optional<AdminTokenStore.StoredToken> claimed = newToken(body);
    if (claimed.isPresent()) {
      return new TokenCheck.Claimed(claimed.get());
    }
    return body.path("ok").asBoolean(false) ? new TokenCheck.Accepted() : new TokenCheck.Rejected();
  }

  @Override
  public void awaitCurrentPods(WaitContext context) throws InterruptedException {
    pods.awaitCurrent(context);
  }

  @Override
  public StorageResult setStorage(AdminTokenStore.StoredToken admin, Storage storage)
      throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    body.put("bucket_name", storage.bucket());
    body.put("access_key", storage.accessKey());
    body.put("secret_key", storage.secretKey());
    body.put("endpoint_url", storage.endpoint());
    body.put("region", storage.region());
    GatewayResponse answer =
        portForward.send(
            "POST",
            "/api/v1/workspace/" + admin.workspaceId() + "/set-external-storage",
            admin.token(),
            body.toString());
    if (answer.isSuccessful() || answer.body().contains("already exists")) {
      return StorageResult.CONFIGURED;
    }
    lastResponse = answer.summary();
    if (answer.body().contains("nable to access")) {
      return StorageResult.NOT_ACCESSIBLE_YET;
    }
    if (answer.isTemporary()) {
      throw unsuccessful("Setting Beta9's storage", answer, answer.summary());
    }
    throw new FailureException(storageRejected(storage));
  }

  @Override
  public Failure storageRejected(Storage storage) {
    return Failure.of(FailureCode.STORAGE_REJECTED)
        .about(storage.bucket())
        .with(FailureParameter.REPORTED, lastResponse());
  }

  @Override
  public Optional<TreeSet<String>> workerPools(String token) throws InterruptedException {
    GatewayResponse answer = portForward.send("GET", POOLS, token, "");
    if (answer.status() == 404 || answer.status() == 501) {
      return Optional.empty();
    }
    lastResponse = answer.summary();
    TreeSet<String> names = new TreeSet<>();
    if (answer.isSuccessful()) {
      parse(answer).path("pools").forEach(pool -> names.add(pool.path("name").asString("")));
    }
    return Optional.of(names);
  }

  @Override
  public Optional<List<WorkspaceToken>> tokens(String adminToken) throws InterruptedException {
    return answerOfTokens("Listing the tokens of Beta9", "GET", TOKENS, adminToken)
        .map(
            answer -> {
              List<WorkspaceToken> tokens = new ArrayList<>();
              answer.path("tokens").forEach(token -> tokens.add(workspaceToken(token)));
              return List.copyOf(tokens);
            });
  }

  @Override
  public Optional<WorkspaceToken> createToken(String adminToken) throws InterruptedException {
    String activity = "Creating a token of Beta9 for users";
    Optional<WorkspaceToken> created =
        answerOfTokens(activity, "POST", TOKENS + "?token_type=" + WorkspaceToken.USERS, adminToken)
            .map(answer -> workspaceToken(answer.path("token")));
    if (created.isPresent() && !created.get().isUsableByUsers()) {
      throw transientFailure(activity, "its gateway returned no usable token");
    }
    return created;
  }

  private Optional<JsonNode> answerOfTokens(
      String activity, String method, String path, String adminToken) throws InterruptedException {
    GatewayResponse answer =
        portForward.send(method, path, adminToken, method.equals("POST") ? "{}" : "");
    if (NO_ENDPOINT.contains(answer.status())) {
      return Optional.empty();
    }
    if (!answer.isSuccessful()) {
      throw unsuccessful(activity, answer, String.valueOf(answer.status()));
    }
    JsonNode body = parseSecret(activity, answer);
    if (!body.path("ok").asBoolean(false)) {
      throw transientFailure(
          activity,
          "its gateway answered "
              + Excerpt.of(body.path("errMsg").asString(""), MAX_RESPONSE_LENGTH));
    }
    return Optional.of(body);
  }

  private static WorkspaceToken workspaceToken(JsonNode token) {
    return new WorkspaceToken(
        token.path("tokenId").asString(""),
        token.path("key").asString(""),
        token.path("tokenType").asString(""),
        token.path("active").asBoolean(false));
  }

  /** Like {@link #parse}, for an answer that must not be quoted. */
  private JsonNode parseSecret(String activity, GatewayResponse answer) {
    try {
      return json.readTree(answer.body());
    } catch (JacksonException e) {
      throw transientFailure(activity, "its gateway's answer is not JSON");
    }
  }

  private JsonNode parse(GatewayResponse answer) {
    try {
      return json.readTree(answer.body());
    } catch (JacksonException e) {
      throw transientFailure(
          "Reading the answer of Beta9's gateway", "its answer is not JSON: " + answer.summary());
    }
  }

  /**
   * @param reported the status, and the body if it may be quoted
   */
  static FailureException unsuccessful(String activity, GatewayResponse answer, String reported) {
    String text = "its gateway answered " + reported;
    return answer.isTemporary()
        ? transientFailure(activity, text)
        : new FailureException(
            Failure.of(FailureCode.GATEWAY_REQUEST_REJECTED, activity)
                .with(FailureParameter.REPORTED, text)
                .with(FailureParameter.NAMESPACE, NAMESPACE));
  }

  static FailureException transientFailure(String activity, String reported) {
    return new FailureException(
        Failure.of(FailureCode.GATEWAY_UNREACHABLE, activity)
            .with(FailureParameter.REPORTED, reported)
            .with(FailureParameter.NAMESPACE, NAMESPACE));
  }
}
