package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import java.util.Set;
import java.util.regex.Pattern;

/** What can go wrong with calls inside a cluster. */
enum ClusterFault {
  UNAVAILABLE("is answered with an internal error", 500, "InternalError"),
  BAD_GATEWAY("is answered by a load balancer with an error", 502, "BadGateway"),
  TIMED_OUT("is not answered in time", 504, "Timeout"),
  THROTTLED("is rejected because of the rate of requests", 429, "TooManyRequests"),
  CLOSED("gets no response: the connection breaks", 0, FaultRule.Failure.CONNECTION_CLOSED),
  RESPONSE_LOST("is executed and its response lost", 0, FaultRule.Failure.CONNECTION_CLOSED),
  NOT_FOUND("does not find its object once", 404, "NotFound"),
  CONFLICT("conflicts with another change once", 409, "Conflict"),
  NAMESPACE_TERMINATING("hits a namespace that is being deleted", 403, "Forbidden"),
  NOT_JSON("is answered with a page of a proxy once", 200, "OK"),
  OPERATION_IN_PROGRESS("of Helm finds another operation in progress", 0, ""),
  UNAUTHORIZED("is rejected: the credentials are not accepted", 401, "Unauthorized"),
  FORBIDDEN("is denied by the cluster's permissions", 403, "Forbidden"),
  QUOTA_EXCEEDED("exceeds a quota of the namespace", 403, "Forbidden"),
  WEBHOOK_DENIES("is denied by an admission webhook", 403, "Forbidden"),
  WEBHOOK_TIMES_OUT("needs an admission webhook that does not answer", 500, "InternalError");

  /** More than the calls of one attempt, with the repetitions of Fabric8. */
  private static final int ONE_ATTEMPT = 4;

  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  private final String meaning;
  private final int status;
  private final String code;

  ClusterFault(String meaning, int status, String code) {
    this.meaning = meaning;
    this.status = status;
    this.code = code;
  }

  /** Who sends a call. */
  enum Client {
    SERVICE,
    HELM,
    GATEWAY
  }

  /** A kind of call. */
  record Call(Client client, String operation) {
    private static final Pattern IDS =
        Pattern.compile("/(workspace|pods|containers|secret|volume)/[^/]+");

    /** Objects of a release whose calls differ in nothing from each other. */
    private static final Pattern OBJECTS =
        Pattern.compile(
            " (serviceaccounts|storageclasses|(cluster)?roles|(cluster)?rolebindings|networkpolicies"
                + "|services)$");

    static Call of(ClusterCall call) {
      if (call.service().equals(ClusterCall.GATEWAY)) {
        return new Call(Client.GATEWAY, IDS.matcher(call.operation()).replaceAll("/$1/ID"));
      }
      Client client = call.client().startsWith("fabric8") ? Client.SERVICE : Client.HELM;
      boolean ofRelease = client == Client.HELM || call.operation().startsWith("get ");
      return new Call(
          client,
          call.operation().matches("get /(api|openapi).*")
              ? "get /api"
              : ofRelease
                  ? OBJECTS.matcher(call.operation()).replaceAll(" objects")
                  : call.operation());
    }

    String verb() {
      return operation.substring(0, operation.indexOf(' '));
    }

    boolean writes() {
      return client == Client.GATEWAY ? !verb().equals("GET") : WRITES.contains(verb());
    }

    /** Returns whether it is a call for an object of the API server, not for its description. */
    boolean isOfResource() {
      return client != Client.GATEWAY && !operation.contains(" /");
    }

    private boolean isConnection() {
      return operation.endsWith("/proxy") || operation.endsWith("/portforward");
    }
  }

  /** A fault of a call in a step. */
  record Injection(ClusterFault fault, ClusterStep step, Call call) {
    @Override
    public String toString() {
      return fault + " " + step + " " + call.client() + " " + call.operation();
    }
  }

  String meaning() {
    return meaning;
  }

  /** Returns whether it ends without an action of anyone. */
  boolean passes() {
    return compareTo(UNAUTHORIZED) < 0;
  }

  boolean appliesTo(Call call) {
    boolean gateway = call.client() == Client.GATEWAY;
    boolean object = call.isOfResource() && !call.isConnection();
    return switch (this) {
      case UNAVAILABLE, TIMED_OUT, THROTTLED, CLOSED -> true;
      // A path that the gateway does not have does not appear later.
      case NOT_FOUND -> !gateway;
      case UNAUTHORIZED, FORBIDDEN -> true;
      case BAD_GATEWAY, NOT_JSON -> gateway;
      case RESPONSE_LOST -> call.writes() && !call.isConnection();
      case CONFLICT -> object && Set.of("update", "patch").contains(call.verb());
      case NAMESPACE_TERMINATING, QUOTA_EXCEEDED ->
          object && call.verb().equals("create") && !call.operation().endsWith(" namespaces");
      case WEBHOOK_DENIES, WEBHOOK_TIMES_OUT -> object && call.writes();
      case OPERATION_IN_PROGRESS ->
          call.client() == Client.HELM && call.operation().equals("get /version");
    };
  }

  FaultRule rule(Call call) {
    int times =
        switch (this) {
          case NOT_FOUND, CONFLICT, NOT_JSON, RESPONSE_LOST -> 1;
          // The service repeats calls of the gateway for a minute.
          default -> passes() ? (call.client() == Client.GATEWAY ? 2 : ONE_ATTEMPT) : 0;
        };
    return new FaultRule.Failure(
        call.client().name(),
        call.operation(),
        null,
        1,
        times,
        status,
        code,
        message(call),
        this == RESPONSE_LOST);
  }

  /** Returns what the API server or the gateway reports. */
  private String message(Call call) {
    String resource = call.operation().replaceFirst("^\\S+ ", "").replaceFirst("/.*", "");
    boolean gateway = call.client() == Client.GATEWAY;
    return switch (this) {
      case UNAVAILABLE -> gateway ? "internal error" : "etcdserver: request timed out";
      case BAD_GATEWAY, NOT_JSON -> "<html><head><title>502 Bad Gateway</title></head></html>";
      case TIMED_OUT ->
          "the server was unable to return a response in the time allotted, but may still be"
              + " processing the request";
      case THROTTLED -> "too many requests, please try again later";
      case NOT_FOUND -> "the server could not find the requested resource";
      case CONFLICT ->
          "Operation cannot be fulfilled on "
              + resource
              + " \"x\": the object has been modified; please apply your changes to the latest"
              + " version and try again";
      case NAMESPACE_TERMINATING ->
          resource
              + " \"x\" is forbidden: unable to create new content in namespace beta9-system"
              + " because it is being terminated";
      case UNAUTHORIZED -> "Unauthorized";
      case FORBIDDEN ->
          resource
              + " \"x\" is forbidden: User \"arn:aws:sts::123456789012:assumed-role/provisioner/x\""
              + " cannot "
              + call.verb()
              + " resource \""
              + resource
              + "\" in API group \"\" in the namespace \"beta9-system\"";
      case QUOTA_EXCEEDED ->
          resource
              + " \"x\" is forbidden: exceeded quota: few, requested: count/"
              + resource
              + "=1, used: count/"
              + resource
              + "=9, limited: count/"
              + resource
              + "=9";
      case WEBHOOK_DENIES ->
          "admission webhook \"policy.example.com\" denied the request: not permitted";
      case WEBHOOK_TIMES_OUT ->
          "Internal error occurred: failed calling webhook \"policy.example.com\": failed to call"
              + " webhook: Post \"https://policy.example.svc:443/?timeout=10s\": context deadline"
              + " exceeded";
      case CLOSED, RESPONSE_LOST, OPERATION_IN_PROGRESS -> "";
    };
  }
}
