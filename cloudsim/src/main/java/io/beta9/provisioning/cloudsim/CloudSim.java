package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResources;
import io.beta9.provisioning.cloudsim.aws.dynamodb.DynamoDbService;
import io.beta9.provisioning.cloudsim.aws.iam.IamService;
import io.beta9.provisioning.cloudsim.aws.identity.Identities;
import io.beta9.provisioning.cloudsim.aws.protocol.Api;
import io.beta9.provisioning.cloudsim.aws.protocol.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.WireResponse;
import io.beta9.provisioning.cloudsim.aws.s3.S3Service;
import io.beta9.provisioning.cloudsim.aws.sts.StsService;
import io.beta9.provisioning.cloudsim.kubernetes.KubernetesControlPlanes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A simulated AWS, listening on loopback. IAM, STS, S3 and DynamoDB are always there, further
 * services as they are given.
 *
 * <pre>{@code
 * try (CloudSim sim = CloudSim.builder().service(cloud -> new KmsService(cloud.store())).start()) {
 *   KmsClient kms = KmsClient.builder().endpointOverride(sim.uri())...
 * }
 * }</pre>
 */
public final class CloudSim implements AutoCloseable {
  private final CloudLock lock = new CloudLock();
  private final RequestLog requests = new RequestLog();
  private final Orders orders = new Orders();
  private final SimulatedCloud cloud;
  private final List<AwsService> services = new ArrayList<>();
  private final Seed seed;
  private final HttpFront.Answers answers;
  private final HttpFront http;
  private final Optional<SnapshotWriter> snapshots;
  private final Optional<KubernetesControlPlanes> kubernetes;

  CloudSim(CloudSimBuilder settings) {
    Optional<Snapshots> file = Optional.ofNullable(settings.stateFolder).map(Snapshots::new);
    KeptStore store = new KeptStore(file.map(Snapshots::read).orElseGet(java.util.Map::of));
    InstantSource clock = settings.clock;
    orders.place(settings.orders.toArray(Order[]::new));
    LateClusterPlanes late = new LateClusterPlanes();
    late.are(settings.clusterPlanes);
    this.cloud = new SimulatedCloud(store, orders, settings.latencies, late);
    for (Function<? super Cloud, ? extends AwsService> service : settings.services) {
      services.add(service.apply(cloud));
    }
    IamService iam = iam(store);
    Identities identities = new Identities(store, iam.directory());
    addUnlessThere(new StsService(identities));
    addUnlessThere(new S3Service(store));
    addUnlessThere(new DynamoDbService(store));
    List<Api> apis = services.stream().map(Api::new).toList();
    Api iamApi =
        apis.stream().filter(api -> api.signingName().equals("iam")).findFirst().orElseThrow();
    this.seed = new Seed(cloud, iamApi.operations(), identities, clock, lock);
    FrontDoor door = new FrontDoor(cloud, apis, identities, requests, clock, lock);
    Admin admin = new Admin(this);
    this.snapshots = file.map(it -> new SnapshotWriter(it, store, lock));
    this.kubernetes =
        settings.kubernetes
            ? Optional.of(KubernetesSide.planes(cloud, lock, identities, services, clock))
            : Optional.empty();
    kubernetes.ifPresent(late::are);
    kubernetes.ifPresent(KubernetesControlPlanes::resume);
    this.answers = (request, baseUrl) -> answer(request, baseUrl, door, admin);
    this.http = new HttpFront(settings.port, answers);
  }

  public static CloudSimBuilder builder() {
    return new CloudSimBuilder();
  }

  /** Where it listens, without a trailing slash. */
  public String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** The same for the SDK's {@code endpointOverride}. */
  public java.net.URI uri() {
    return java.net.URI.create(url());
  }

  /** Answers a request of this process as if it had come over the network. */
  public WireResponse answer(WireRequest request) {
    return answers.answer(request, url());
  }

  /** What was called. */
  public RequestLog requests() {
    return requests;
  }

  /** Where misfortunes are ordered. */
  public Orders faults() {
    return orders;
  }

  /** Where accounts get their roles and keys. */
  public Seed seed() {
    return seed;
  }

  /** Looks at, or changes, the services' state while no request is being answered. */
  public <T> T inspect(Function<Store, T> look) {
    return lock.changing(() -> look.apply(cloud.store()));
  }

  /** The resources with tags of an account and region, of all services that tell of theirs. */
  public List<TaggedResource> inventory(String account, String region) {
    return lock.holding(
        () ->
            services.stream()
                .filter(TaggedResources.class::isInstance)
                .map(TaggedResources.class::cast)
                .flatMap(it -> it.taggedResources(account, region))
                .toList());
  }

  /** Whether the cluster's Beta9 gateway is up, connected, claimed, and has storage. */
  public boolean servesBeta9(String account, String region, String cluster) {
    return kubernetes.map(it -> it.isServingBeta9(account, region, cluster)).orElse(false);
  }

  /** Stops listening, and writes the state where it is kept. */
  @Override
  public void close() {
    http.close();
    kubernetes.ifPresent(KubernetesControlPlanes::close);
    snapshots.ifPresent(SnapshotWriter::close);
  }

  private static WireResponse answer(
      WireRequest request, String baseUrl, FrontDoor door, Admin admin) {
    return request.rawPath().startsWith("/_sim/")
        ? admin.answer(request)
        : door.answer(request, baseUrl);
  }

  private IamService iam(Store store) {
    for (AwsService service : services) {
      if (service instanceof IamService iam) {
        return iam;
      }
    }
    IamService iam = new IamService(store);
    services.add(iam);
    return iam;
  }

  private void addUnlessThere(AwsService service) {
    if (services.stream().noneMatch(it -> it.getClass() == service.getClass())) {
      services.add(service);
    }
  }
}
