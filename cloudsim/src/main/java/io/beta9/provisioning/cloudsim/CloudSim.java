package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.authorization.Authorizer;
import io.beta9.provisioning.cloudsim.aws.authorization.PermissionLog;
import io.beta9.provisioning.cloudsim.aws.dynamodb.DynamoDbService;
import io.beta9.provisioning.cloudsim.aws.ecr.PublicImageRegistry;
import io.beta9.provisioning.cloudsim.aws.iam.IamService;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import io.beta9.provisioning.cloudsim.aws.protocol.ServiceApi;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import io.beta9.provisioning.cloudsim.aws.s3.S3Service;
import io.beta9.provisioning.cloudsim.aws.sts.StsService;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.SimulatedCloud;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.FaultRules;
import io.beta9.provisioning.cloudsim.kubernetes.KubernetesControlPlanes;
import io.beta9.provisioning.cloudsim.request.AwsRequestHandler;
import io.beta9.provisioning.cloudsim.request.LoopbackHttpServer;
import io.beta9.provisioning.cloudsim.request.ReadConsistency;
import io.beta9.provisioning.cloudsim.request.RequestLog;
import io.beta9.provisioning.cloudsim.state.InMemoryStateStore;
import io.beta9.provisioning.cloudsim.state.SnapshotFile;
import io.beta9.provisioning.cloudsim.state.SnapshotWriter;
import io.beta9.provisioning.cloudsim.state.StateLock;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A simulated AWS that listens on loopback. IAM, STS, S3 and DynamoDB are always present; other
 * services are added to the builder.
 *
 * <pre>{@code
 * try (CloudSim sim = CloudSim.builder().service(cloud -> new KmsService(cloud.store())).start()) {
 *   KmsClient kms = KmsClient.builder().endpointOverride(sim.uri())...
 * }
 * }</pre>
 */
public final class CloudSim implements AutoCloseable {
  private final StateLock lock = new StateLock();
  private final RequestLog requests = new RequestLog();
  private final FaultRules faultRules = new FaultRules();
  private final SimulatedCloud cloud;
  private final List<AwsService> services = new ArrayList<>();
  private final AccountSeeder seed;
  private final Authorizer authorizer;
  private final LoopbackHttpServer.RequestHandler requestHandler;
  private final LoopbackHttpServer http;
  private final Optional<SnapshotWriter> snapshots;
  private final Optional<KubernetesControlPlanes> kubernetes;

  CloudSim(CloudSimBuilder settings) {
    Optional<SnapshotFile> file = Optional.ofNullable(settings.stateFolder).map(SnapshotFile::new);
    InMemoryStateStore store =
        new InMemoryStateStore(file.map(SnapshotFile::read).orElseGet(java.util.Map::of));
    InstantSource clock = settings.clock;
    faultRules.add(settings.faultRules.toArray(FaultRule[]::new));
    DeferredClusterControlPlanes deferredPlanes = new DeferredClusterControlPlanes();
    deferredPlanes.set(settings.clusterControlPlanes);
    this.cloud = new SimulatedCloud(store, faultRules, settings.latencies, deferredPlanes);
    for (Function<? super Cloud, ? extends AwsService> service : settings.services) {
      services.add(service.apply(cloud));
    }
    IamService iam = iam(store);
    CredentialStore identities = new CredentialStore(store, iam.directory());
    addIfAbsent(new StsService(identities));
    addIfAbsent(new S3Service(store));
    addIfAbsent(new DynamoDbService(store));
    List<ServiceApi> apis = services.stream().map(ServiceApi::new).toList();
    ServiceApi iamApi =
        apis.stream().filter(api -> api.signingName().equals("iam")).findFirst().orElseThrow();
    this.seed = new AccountSeeder(cloud, iamApi.operations(), identities, clock, lock);
    this.authorizer = new Authorizer(services, iam.directory());
    AwsRequestHandler awsHandler =
        new AwsRequestHandler(
            cloud,
            apis,
            identities,
            authorizer,
            requests,
            clock,
            new ReadConsistency(lock, store, faultRules));
    AdminApi admin = new AdminApi(this);
    this.snapshots = file.map(it -> new SnapshotWriter(it, store, lock));
    this.kubernetes =
        settings.kubernetes
            ? Optional.of(KubernetesIntegration.planes(cloud, lock, identities, services, clock))
            : Optional.empty();
    kubernetes.ifPresent(deferredPlanes::set);
    kubernetes.ifPresent(KubernetesControlPlanes::resume);
    this.requestHandler = (request, baseUrl) -> handle(request, baseUrl, awsHandler, admin);
    this.http = new LoopbackHttpServer(settings.port, requestHandler);
  }

  public static CloudSimBuilder builder() {
    return new CloudSimBuilder();
  }

  /** Returns the URL of the simulator, without a trailing slash. */
  public String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** Returns {@link #url} in the form that the SDK's {@code endpointOverride} takes. */
  public java.net.URI uri() {
    return java.net.URI.create(url());
  }

  /** Handles a request of this process as if it had been received over the network. */
  public WireResponse handle(WireRequest request) {
    return requestHandler.handle(request, url());
  }

  /** Returns the log of all requests. */
  public RequestLog requests() {
    return requests;
  }

  /** Returns the permissions that the requests have required. */
  public PermissionLog permissions() {
    return authorizer.log();
  }

  /** Returns the active fault rules, to be added to or removed from. */
  public FaultRules faultRules() {
    return faultRules;
  }

  /** Returns the seeder that creates roles and access keys in accounts. */
  public AccountSeeder seed() {
    return seed;
  }

  /** Reads or changes the state of the services while no request is being handled. */
  public <T> T inspect(Function<StateStore, T> work) {
    return lock.write(() -> work.apply(cloud.store()));
  }

  /** Returns the tagged resources of an account and region, of all services that provide them. */
  public List<TaggedResource> inventory(String account, String region) {
    return lock.read(
        () ->
            services.stream()
                .filter(TaggedResourceProvider.class::isInstance)
                .map(TaggedResourceProvider.class::cast)
                .flatMap(it -> it.taggedResources(account, region))
                .toList());
  }

  /**
   * Returns whether the cluster's Beta9 gateway is running, connected, claimed, and has storage.
   */
  public boolean servesBeta9(String account, String region, String cluster) {
    return kubernetes.map(it -> it.isServingBeta9(account, region, cluster)).orElse(false);
  }

  /** Stops the server, and writes the state if a state folder is set. */
  @Override
  public void close() {
    http.close();
    kubernetes.ifPresent(KubernetesControlPlanes::close);
    snapshots.ifPresent(SnapshotWriter::close);
  }

  private static WireResponse handle(
      WireRequest request, String baseUrl, AwsRequestHandler awsHandler, AdminApi admin) {
    if (PublicImageRegistry.serves(request)) {
      return PublicImageRegistry.handle(request, baseUrl);
    }
    return request.rawPath().startsWith("/_sim/")
        ? admin.handle(request)
        : awsHandler.handle(request, baseUrl);
  }

  private IamService iam(StateStore store) {
    for (AwsService service : services) {
      if (service instanceof IamService iam) {
        return iam;
      }
    }
    IamService iam = new IamService(store);
    services.add(iam);
    return iam;
  }

  private void addIfAbsent(AwsService service) {
    if (services.stream().noneMatch(it -> it.getClass() == service.getClass())) {
      services.add(service);
    }
  }
}
