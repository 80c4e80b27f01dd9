package io.beta9.provisioning.cloudsim.request;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.authorization.ActionNames;
import io.beta9.provisioning.cloudsim.aws.authorization.Authorizer;
import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import io.beta9.provisioning.cloudsim.aws.common.TextRules;
import io.beta9.provisioning.cloudsim.aws.identity.Caller;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import io.beta9.provisioning.cloudsim.aws.protocol.Protocol;
import io.beta9.provisioning.cloudsim.aws.protocol.ProtocolDetector;
import io.beta9.provisioning.cloudsim.aws.protocol.RequestRejection;
import io.beta9.provisioning.cloudsim.aws.protocol.ServiceApi;
import io.beta9.provisioning.cloudsim.aws.protocol.Signature;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import io.beta9.provisioning.cloudsim.cloud.SimulatedCloud;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.FaultRules.CallEffect;
import io.beta9.provisioning.cloudsim.state.StateLock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * Handles AWS requests: authenticates the caller, finds the operation, checks the caller's
 * permissions, applies the fault rules, invokes the handler and logs the outcome.
 */
public final class AwsRequestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AwsRequestHandler.class);

  /** The caller proves its identity by a token in the request. */
  private static final Set<String> UNSIGNED_OPERATIONS = Set.of("AssumeRoleWithWebIdentity");

  private static final Caller ANONYMOUS = new Caller("", "anonymous");

  private final SimulatedCloud cloud;
  private final List<ServiceApi> apis;
  private final CredentialStore identities;
  private final Authorizer authorizer;
  private final RequestLog requests;
  private final InstantSource clock;
  private final ReadConsistency reads;
  private final StateLock lock;

  public AwsRequestHandler(
      SimulatedCloud cloud,
      List<ServiceApi> apis,
      CredentialStore identities,
      Authorizer authorizer,
      RequestLog requests,
      InstantSource clock,
      ReadConsistency reads) {
    this.cloud = cloud;
    this.apis = apis;
    this.identities = identities;
    this.authorizer = authorizer;
    this.requests = requests;
    this.clock = clock;
    this.reads = reads;
    this.lock = reads.lock();
  }

  /** What is known about a request so far, for the log. */
  private static final class RequestTrace {
    final Instant time;
    String account = "";
    String region = "";
    String principal = "";
    String accessKey = "";
    String userAgent = "";
    String service = "";
    String operation = "";
    String resource = "";

    RequestTrace(Instant time) {
      this.time = time;
    }
  }

  public WireResponse handle(WireRequest raw, String baseUrl) {
    String requestId = UUID.randomUUID().toString();
    RequestTrace trace = new RequestTrace(clock.instant());
    Optional<Signature> signature = Signature.of(raw);
    trace.service =
        signature
            .map(Signature::service)
            .orElseGet(
                () ->
                    UNSIGNED_OPERATIONS.contains(ProtocolDetector.operationName(raw))
                        ? "sts"
                        : "unsigned");
    trace.region = signature.map(Signature::region).orElse("");
    trace.accessKey = signature.map(Signature::accessKeyId).orElse("");
    trace.principal = trace.accessKey;
    trace.userAgent = raw.header("user-agent").orElse("");
    Optional<ServiceApi> api =
        apis.stream()
            .filter(it -> it.signingName().equals(trace.service) && it.accepts(raw))
            .findFirst();
    Protocol protocol = api.map(ServiceApi::protocol).orElseGet(() -> ProtocolDetector.detect(raw));
    try {
      WireResponse response = handle(raw, baseUrl, requestId, trace, signature, api, protocol);
      log(trace, "OK", response.status());
      return response;
    } catch (AwsErrorException fault) {
      log(trace, fault.code(), fault.status());
      return protocol.encodeError(fault, requestId);
    } catch (RuntimeException e) {
      // A bug in a handler. Not reported as 5xx: clients would retry the call for minutes.
      LOG.error("Handler of {}:{} failed", trace.service, trace.operation, e);
      log(trace, "SimulatorDefect", 400);
      return protocol.encodeError(
          new AwsErrorException(400, "SimulatorDefect", e.toString()), requestId);
    }
  }

  private WireResponse handle(
      WireRequest raw,
      String baseUrl,
      String requestId,
      RequestTrace trace,
      Optional<Signature> signature,
      Optional<ServiceApi> api,
      Protocol protocol) {
    Optional<ServiceApi.MatchedOperation> matched = api.flatMap(it -> it.findOperation(raw));
    trace.operation =
        matched
            .map(it -> it.operation().name())
            .orElseGet(() -> ProtocolDetector.operationName(raw));
    Caller caller = lock.read(() -> caller(signature, protocol, trace));
    trace.account = caller.account();
    trace.principal = caller.arn();
    ServiceApi.MatchedOperation found =
        matched.orElseThrow(() -> unknownOperation(protocol, trace));
    WireRequest decoded = protocol.unwrap(raw);
    AwsRequest request = protocol.decode(found.operation(), decoded, found.pathParameters());
    trace.resource = ResourceSummary.of(request);
    Call call =
        new Call(cloud, caller.account(), trace.region, caller.arn(), clock.instant(), baseUrl);
    rejectIfDenied(trace, protocol);
    rejectIfSessionIsLimited(caller, trace, protocol);
    authorize(trace, caller, request, call, protocol);
    CallEffect fate = cloud.faultRules().recordCall(trace.service, trace.operation, trace.resource);
    pause(fate);
    fate.failure().filter(it -> !it.afterExecution()).ifPresent(AwsRequestHandler::throwFailure);
    TextRules.check(trace.service, request);
    ServiceApi service = api.orElseThrow();
    WireResponse response =
        reads
            .execute(
                service,
                new ReadConsistency.IncomingCall(
                    trace.operation, request, decoded.body(), call, fate.lag()))
            .map(
                answer ->
                    service
                        .protocol()
                        .encode(found.operation(), answer.response(), answer.body(), requestId))
            .orElseThrow(() -> unknownOperation(protocol, trace));
    fate.failure().ifPresent(AwsRequestHandler::throwFailure);
    return response;
  }

  private Caller caller(Optional<Signature> signature, Protocol protocol, RequestTrace trace) {
    if (signature.isPresent()) {
      return authenticate(signature.get(), protocol, trace.time);
    }
    if (UNSIGNED_OPERATIONS.contains(trace.operation)) {
      return ANONYMOUS;
    }
    throw protocol.toError(new RequestRejection.MissingSignature());
  }

  private Caller authenticate(Signature signature, Protocol protocol, Instant now) {
    return switch (identities.authenticate(signature, now)) {
      case CredentialStore.Authentication.Authenticated matched -> matched.caller();
      case CredentialStore.Authentication.Rejected rejected ->
          throw protocol.toError(rejected.rejection());
    };
  }

  private void authorize(
      RequestTrace trace, Caller caller, AwsRequest request, Call call, Protocol protocol) {
    Optional<RequiredPermission> denied =
        lock.write(
            () -> {
              List<RequiredPermission> required =
                  authorizer.required(trace.service, trace.operation, request, call);
              return authorizer.firstDenied(caller, required);
            });
    if (denied.isPresent()) {
      throw protocol.toError(
          new RequestRejection.AccessDenied(
              trace.principal, denied.get().action(), denied.get().resource()));
    }
  }

  /** A {@code deny} condition may name the operation or the permission that it requires. */
  private void rejectIfDenied(RequestTrace trace, Protocol protocol) {
    String action = ActionNames.of(trace.service, trace.operation);
    FaultConditions conditions = cloud.conditions();
    if (conditions.find("deny", action).isPresent()
        || conditions.find("deny", trace.service + ":" + trace.operation).isPresent()) {
      throw protocol.toError(new RequestRejection.AccessDenied(trace.principal, action, "*"));
    }
  }

  private static void rejectIfSessionIsLimited(
      Caller caller, RequestTrace trace, Protocol protocol) {
    if (!caller.limits().permit(trace.service, trace.operation)) {
      throw protocol.toError(
          new RequestRejection.AccessDenied(
              trace.principal, ActionNames.of(trace.service, trace.operation), "*"));
    }
  }

  private static void throwFailure(FaultRule.Failure order) {
    throw new AwsErrorException(order.status(), order.code(), order.message());
  }

  private static void pause(CallEffect fate) {
    if (fate.delay().isPositive()) {
      try {
        Thread.sleep(fate.delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static AwsErrorException unknownOperation(Protocol protocol, RequestTrace trace) {
    return protocol.toError(new RequestRejection.UnknownOperation(trace.service, trace.operation));
  }

  private void log(RequestTrace trace, String outcome, int status) {
    requests.add(
        sequence ->
            new LoggedRequest(
                sequence,
                trace.time,
                trace.account,
                trace.region,
                trace.principal,
                trace.accessKey,
                trace.userAgent,
                trace.service,
                trace.operation,
                outcome,
                status,
                trace.resource));
  }
}
