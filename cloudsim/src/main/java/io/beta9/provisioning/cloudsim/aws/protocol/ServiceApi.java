package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.protocols.core.OperationInfo;

/** A service together with its wire protocol and the routing of requests to its operations. */
public final class ServiceApi {
  private final String signingName;
  private final Operations operations = new Operations();
  private final Map<String, Class<? extends AwsRequest>> byName = new HashMap<>();
  private final Map<Class<? extends AwsRequest>, ApiOperation> describedOperations =
      new ConcurrentHashMap<>();
  private final Protocol protocol;
  private final String version;
  private final List<Route> routes;

  /**
   * The operation of a request.
   *
   * @param pathParameters the parameters in the path of a REST request, by name
   */
  public record MatchedOperation(ApiOperation operation, Map<String, String> pathParameters) {}

  /**
   * @throws IllegalArgumentException if the service has no operations
   */
  public ServiceApi(AwsService service) {
    this.signingName = service.signingName();
    service.register(operations);
    for (Class<? extends AwsRequest> request : operations.requests()) {
      byName.put(ApiOperation.key(request).toLowerCase(Locale.ROOT), request);
    }
    Class<? extends AwsRequest> sampleRequest =
        operations.requests().stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(signingName + " has no operations"));
    OperationInfo info = describe(sampleRequest).info();
    this.version = info.apiVersion() == null ? "" : info.apiVersion();
    this.protocol = protocol(sampleRequest, info);
    this.routes =
        protocol instanceof RestXmlProtocol || protocol instanceof RestJsonProtocol
            ? routes(sampleRequest)
            : List.of();
  }

  public String signingName() {
    return signingName;
  }

  public Protocol protocol() {
    return protocol;
  }

  public Operations operations() {
    return operations;
  }

  /**
   * Returns whether a request with this signing name is for this API: several APIs can share a
   * signing name.
   */
  public boolean accepts(WireRequest request) {
    String requested = request.form().get("Version");
    return version.isEmpty() || requested == null || requested.equals(version);
  }

  /** Returns the operation of a request, simulated or not; empty if it cannot be determined. */
  public Optional<MatchedOperation> findOperation(WireRequest request) {
    return switch (protocol) {
      case QueryProtocol query -> findByName(request.form().getOrDefault("Action", ""));
      case Ec2Protocol query -> findByName(request.form().getOrDefault("Action", ""));
      case AwsJsonProtocol json -> {
        String target = request.header("x-amz-target").orElse("");
        yield findByName(target.substring(target.lastIndexOf('.') + 1));
      }
      case RestXmlProtocol rest -> findByRoute(request);
      case RestJsonProtocol rest -> findByRoute(request);
    };
  }

  private Optional<MatchedOperation> findByName(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)))
        .map(request -> new MatchedOperation(describe(request), Map.of()));
  }

  private Optional<MatchedOperation> findByRoute(WireRequest request) {
    for (Route route : routes) {
      Optional<MatchedOperation> found =
          route
              .match(request)
              .map(parameters -> new MatchedOperation(route.operation(), parameters));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private ApiOperation describe(Class<? extends AwsRequest> request) {
    return describedOperations.computeIfAbsent(request, ApiOperation::of);
  }

  private Protocol protocol(Class<? extends AwsRequest> sampleRequest, OperationInfo info) {
    if (info.operationIdentifier() == null) {
      return sampleRequest.getPackageName().endsWith(".s3.model")
          ? RestXmlProtocol.S3
          : sampleRequest.getPackageName().endsWith(".route53.model")
              ? RestXmlProtocol.ROUTE53
              : new RestJsonProtocol();
    }
    if (info.apiVersion() == null) {
      return new AwsJsonProtocol(
          signingName.equals("dynamodb")
              ? "application/x-amz-json-1.0"
              : "application/x-amz-json-1.1");
    }
    String namespace = "http://" + signingName + ".amazonaws.com/doc/" + info.apiVersion() + "/";
    return sampleRequest.getPackageName().endsWith(".ec2.model")
        ? new Ec2Protocol(namespace)
        : new QueryProtocol(namespace);
  }

  /**
   * Returns routes to all operations of the API, so that an operation that is not simulated does
   * not match the route of another one.
   */
  private List<Route> routes(Class<? extends AwsRequest> sampleRequest) {
    Set<Class<? extends AwsRequest>> all = new LinkedHashSet<>(operations.requests());
    String base = sampleRequest.getSuperclass().getSimpleName();
    String models = sampleRequest.getPackageName();
    String client =
        models.substring(0, models.lastIndexOf('.') + 1)
            + base.substring(0, base.length() - "Request".length())
            + "Client";
    try {
      for (Method method :
          Class.forName(client, false, sampleRequest.getClassLoader()).getMethods()) {
        if (method.getParameterCount() > 0
            && AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0])) {
          all.add(method.getParameterTypes()[0].asSubclass(AwsRequest.class));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The AWS SDK has no " + client, e);
    }
    return all.stream()
        .filter(request -> !request.getSimpleName().equals("WriteGetObjectResponseRequest"))
        .map(this::describe)
        .map(operation -> new Route(operation, prefix(operation)))
        .sorted(Comparator.comparingInt(Route::specificity).reversed())
        .toList();
  }

  private String prefix(ApiOperation operation) {
    String uri = operation.info().requestUri();
    boolean bucketless = operation.name().startsWith("List") && uri.equals("/");
    return protocol == RestXmlProtocol.S3 && !bucketless ? "/{Bucket}" : "";
  }
}
