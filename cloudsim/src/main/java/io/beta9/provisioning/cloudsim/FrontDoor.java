package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.Orders.Fate;
import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.identity.Caller;
import io.beta9.provisioning.cloudsim.aws.identity.Identities;
import io.beta9.provisioning.cloudsim.aws.protocol.Api;
import io.beta9.provisioning.cloudsim.aws.protocol.ApiOperation;
import io.beta9.provisioning.cloudsim.aws.protocol.Protocol;
import io.beta9.provisioning.cloudsim.aws.protocol.Protocols;
import io.beta9.provisioning.cloudsim.aws.protocol.Refusal;
import io.beta9.provisioning.cloudsim.aws.protocol.Signature;
import io.beta9.provisioning.cloudsim.aws.protocol.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.WireResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** The way of an AWS request: whose it is, which operation, what befalls it, and the answer. */
final class FrontDoor {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private final SimulatedCloud cloud;
  private final List<Api> apis;
  private final Identities identities;
  private final RequestLog requests;
  private final InstantSource clock;
  private final CloudLock lock;

  FrontDoor(
      SimulatedCloud cloud,
      List<Api> apis,
      Identities identities,
      RequestLog requests,
      InstantSource clock,
      CloudLock lock) {
    this.cloud = cloud;
    this.apis = apis;
    this.identities = identities;
    this.requests = requests;
    this.clock = clock;
    this.lock = lock;
  }

  /** What is known of a request so far, for the log. */
  private static final class Visit {
    final Instant time;
    String account = "";
    String region = "";
    String principal = "";
    String accessKey = "";
    String agent = "";
    String service = "";
    String operation = "";
    String resource = "";

    Visit(Instant time) {
      this.time = time;
    }
  }

  WireResponse answer(WireRequest raw, String baseUrl) {
    String requestId = UUID.randomUUID().toString();
    Visit visit = new Visit(clock.instant());
    Optional<Signature> signature = Signature.of(raw);
    visit.service = signature.map(Signature::service).orElse("unsigned");
    visit.region = signature.map(Signature::region).orElse("");
    visit.accessKey = signature.map(Signature::accessKeyId).orElse("");
    visit.principal = visit.accessKey;
    visit.agent = raw.header("user-agent").orElse("");
    Optional<Api> api =
        apis.stream()
            .filter(it -> it.signingName().equals(visit.service) && it.speaks(raw))
            .findFirst();
    Protocol protocol = api.map(Api::protocol).orElseGet(() -> Protocols.guess(raw));
    try {
      WireResponse response = answer(raw, baseUrl, requestId, visit, signature, api, protocol);
      log(visit, "OK", response.status());
      return response;
    } catch (AwsFault fault) {
      log(visit, fault.code(), fault.status());
      return protocol.fault(fault, requestId);
    } catch (RuntimeException e) {
      // A defect of a handler. Not a 5xx: callers would repeat the call for minutes.
      LOG.error("{}:{} failed in the simulator", visit.service, visit.operation, e);
      log(visit, "SimulatorDefect", 400);
      return protocol.fault(new AwsFault(400, "SimulatorDefect", e.toString()), requestId);
    }
  }

  private WireResponse answer(
      WireRequest raw,
      String baseUrl,
      String requestId,
      Visit visit,
      Optional<Signature> signature,
      Optional<Api> api,
      Protocol protocol) {
    Optional<Api.Found> known = api.flatMap(it -> it.find(raw));
    visit.operation =
        known.map(it -> it.operation().name()).orElseGet(() -> Protocols.guessedOperation(raw));
    if (signature.isEmpty()) {
      throw protocol.refuse(new Refusal.Unsigned());
    }
    Caller caller = lock.holding(() -> recognise(signature.get(), protocol, visit.time));
    visit.account = caller.account();
    visit.principal = caller.arn();
    Api.Found found = known.orElseThrow(() -> unknown(protocol, visit));
    WireRequest plain = protocol.unwrap(raw);
    AwsRequest request = protocol.decode(found.operation(), plain, found.pathParameters());
    visit.resource = ResourceSummary.of(request);
    checkPermission(visit, protocol);
    Fate fate = cloud.orders().call(visit.service, visit.operation, visit.resource);
    pause(fate);
    fate.failure().filter(it -> !it.afterwards()).ifPresent(FrontDoor::fail);
    Call call =
        new Call(cloud, caller.account(), visit.region, caller.arn(), clock.instant(), baseUrl);
    WireResponse response =
        handle(api.orElseThrow(), found.operation(), request, plain.body(), call, requestId)
            .orElseThrow(() -> unknown(protocol, visit));
    fate.failure().ifPresent(FrontDoor::fail);
    return response;
  }

  private Caller recognise(Signature signature, Protocol protocol, Instant now) {
    return switch (identities.recognise(signature, now)) {
      case Identities.Recognised.Known known -> known.caller();
      case Identities.Recognised.Stranger stranger -> throw protocol.refuse(stranger.refusal());
    };
  }

  /** Empty where the operation exists and is not simulated. */
  private Optional<WireResponse> handle(
      Api api,
      ApiOperation operation,
      AwsRequest request,
      byte[] body,
      Call call,
      String requestId) {
    return answerOf(api.operations(), request, body, call)
        .map(
            answer ->
                api.protocol().encode(operation, answer.response(), answer.body(), requestId));
  }

  @SuppressWarnings("unchecked") // a request is an instance of its own class
  private Optional<Operations.Streamed<? extends AwsResponse>> answerOf(
      Operations operations, AwsRequest request, byte[] body, Call call) {
    Class<AwsRequest> type = (Class<AwsRequest>) request.getClass();
    var plain = operations.handlerOf(type);
    if (plain.isPresent()) {
      AwsResponse response = lock.changing(() -> plain.get().handle(request, call));
      return Optional.of(new Operations.Streamed<>(response, new byte[0]));
    }
    return operations
        .streamHandlerOf(type)
        .map(stream -> lock.changing(() -> stream.handle(request, body, call)));
  }

  /** An order may name what is denied by the operation, or by the permission that it needs. */
  private void checkPermission(Visit visit, Protocol protocol) {
    String action = IamActions.of(visit.service, visit.operation);
    Conditions conditions = cloud.conditions();
    if (conditions.holds("deny", action).isPresent()
        || conditions.holds("deny", visit.service + ":" + visit.operation).isPresent()) {
      throw protocol.refuse(new Refusal.Denied(visit.principal, action));
    }
  }

  private static void fail(Order.Failure order) {
    throw new AwsFault(order.status(), order.code(), order.message());
  }

  private static void pause(Fate fate) {
    if (fate.delay().isPositive()) {
      try {
        Thread.sleep(fate.delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static AwsFault unknown(Protocol protocol, Visit visit) {
    return protocol.refuse(new Refusal.UnknownOperation(visit.service, visit.operation));
  }

  private void log(Visit visit, String outcome, int status) {
    requests.add(
        sequence ->
            new LoggedRequest(
                sequence,
                visit.time,
                visit.account,
                visit.region,
                visit.principal,
                visit.accessKey,
                visit.agent,
                visit.service,
                visit.operation,
                outcome,
                status,
                visit.resource));
  }
}
