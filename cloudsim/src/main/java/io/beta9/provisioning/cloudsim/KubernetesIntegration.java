package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.BucketOwners;
import io.beta9.provisioning.cloudsim.aws.DataEndpoints;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrService;
import io.beta9.provisioning.cloudsim.aws.eks.EksService;
import io.beta9.provisioning.cloudsim.aws.elb.ClusterLoadBalancers;
import io.beta9.provisioning.cloudsim.aws.elb.ElbService;
import io.beta9.provisioning.cloudsim.aws.elb.LoadBalancedService;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import io.beta9.provisioning.cloudsim.aws.protocol.Signature;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.kubernetes.KubernetesControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.aws.BucketAccess;
import io.beta9.provisioning.cloudsim.kubernetes.aws.CallerDirectory;
import io.beta9.provisioning.cloudsim.kubernetes.aws.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.aws.EndpointReachability;
import io.beta9.provisioning.cloudsim.kubernetes.aws.ImageRegistry;
import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import io.beta9.provisioning.cloudsim.state.StateLock;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Gives the simulated clusters access to the AWS services, each call under the cloud's lock. Checks
 * that belong to a service that is not simulated always pass.
 */
final class KubernetesIntegration {
  private final StateLock lock;
  private final CredentialStore identities;
  private final List<AwsService> services;
  private final InstantSource clock;

  private KubernetesIntegration(
      StateLock lock, CredentialStore identities, List<AwsService> services, InstantSource clock) {
    this.lock = lock;
    this.identities = identities;
    this.services = services;
    this.clock = clock;
  }

  static KubernetesControlPlanes planes(
      Cloud cloud,
      StateLock lock,
      CredentialStore identities,
      List<AwsService> services,
      InstantSource clock) {
    KubernetesIntegration integration =
        new KubernetesIntegration(lock, identities, services, clock);
    AwsBackend aws =
        new AwsBackend(
            integration.new CloudCallerDirectory(),
            integration.new CloudLoadBalancers(),
            integration::bucketAccessError,
            integration.new CloudDataServices(),
            integration.new CloudEndpoints(cloud.conditions()),
            integration::pushError);
    return new KubernetesControlPlanes(new LockedCloud(cloud, lock), clock, aws, lock::markChanged);
  }

  private <T> Optional<T> service(Class<T> type) {
    return services.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private Optional<String> bucketAccessError(BucketAccess.Request request) {
    return lock.read(
        () -> {
          Optional<BucketOwners> buckets = service(BucketOwners.class);
          if (buckets.isPresent()) {
            Optional<String> owner = buckets.get().ownerOf(request.bucket());
            if (owner.isEmpty()) {
              return Optional.of("NoSuchBucket: " + request.bucket());
            }
            if (!owner.get().equals(request.account())) {
              return Optional.of("AccessDenied");
            }
          }
          Optional<String> user = identities.directory().userOfAccessKey(request.accessKeyId());
          if (user.isEmpty() || !user.get().contains("::" + request.account() + ":")) {
            return Optional.of("InvalidAccessKeyId: " + request.accessKeyId());
          }
          if (!mayUse(user.get(), request.bucket(), request.account())) {
            return Optional.of("AccessDenied");
          }
          return identities
              .directory()
              .secretOfAccessKey(request.accessKeyId())
              .filter(secret -> !secret.equals(request.secretAccessKey()))
              .map(secret -> "SignatureDoesNotMatch");
        });
  }

  private Optional<String> pushError(ImageRegistry.Request request) {
    return lock.read(
        () -> {
          Optional<EcrService> ecr = service(EcrService.class);
          if (ecr.isEmpty()) {
            return Optional.empty();
          }
          String host =
              request.account()
                  + ".dkr.ecr."
                  + request.region()
                  + "."
                  + Partition.ofRegion(request.region()).dnsSuffix();
          if (!request.registry().equals(host)
              || !ecr.get()
                  .hasRepository(request.account(), request.region(), request.repository())) {
            return Optional.of("name unknown: the repository does not exist");
          }
          String arn =
              Partition.ofRegion(request.region())
                  .arn(
                      "ecr",
                      request.region(),
                      request.account(),
                      "repository/" + request.repository());
          Map<String, List<String>> context =
              Map.of("aws:resourceaccount", List.of(request.account()));
          boolean allowed =
              identities
                      .directory()
                      .allows(request.roleArn(), "ecr:GetAuthorizationToken", "*", context)
                  && Stream.of(
                          "ecr:BatchCheckLayerAvailability",
                          "ecr:InitiateLayerUpload",
                          "ecr:UploadLayerPart",
                          "ecr:CompleteLayerUpload",
                          "ecr:PutImage")
                      .allMatch(
                          action ->
                              identities
                                  .directory()
                                  .allows(request.roleArn(), action, arn, context));
          return allowed ? Optional.empty() : Optional.of("denied: no basic auth credentials");
        });
  }

  private boolean mayUse(String user, String bucket, String account) {
    Map<String, List<String>> context = Map.of("aws:resourceaccount", List.of(account));
    String arn = Partition.ofArn(user).s3Arn(bucket);
    return identities.directory().allows(user, "s3:ListBucket", arn, context)
        && Stream.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
            .allMatch(
                action -> identities.directory().allows(user, action, arn + "/object", context));
  }

  private final class CloudCallerDirectory implements CallerDirectory {
    @Override
    public Optional<Caller> findCaller(String accessKeyId) {
      return lock.read(
          () -> {
            Optional<String> token = identities.sessionTokenOf(accessKeyId);
            Signature signature = new Signature(accessKeyId, "", "sts", token.orElse(""));
            return identities.authenticate(signature, clock.instant())
                    instanceof CredentialStore.Authentication.Authenticated(var known)
                ? Optional.of(new Caller(known.arn(), secretOf(accessKeyId), token))
                : Optional.empty();
          });
    }

    private Optional<String> secretOf(String accessKeyId) {
      return identities
          .secretOf(accessKeyId)
          .or(() -> identities.directory().secretOfAccessKey(accessKeyId));
    }

    @Override
    public boolean hasClusterAccess(
        String account, String region, String cluster, String principalArn) {
      return lock.read(
          () ->
              service(EksService.class)
                  .map(eks -> eks.allowsAccess(account, region, cluster, principalArn))
                  .orElseGet(
                      () ->
                          CallerDirectory.super.hasClusterAccess(
                              account, region, cluster, principalArn)));
    }
  }

  private final class CloudLoadBalancers implements LoadBalancers {
    @Override
    public String create(Request requested) {
      return lock.write(
          () ->
              loadBalancers()
                  .create(
                      LoadBalancedService.of(
                          requested.account(),
                          requested.region(),
                          requested.cluster(),
                          requested.namespace() + "/" + requested.service(),
                          requested.annotations(),
                          requested.ports(),
                          requested.sourceRanges())));
    }

    @Override
    public void delete(Request requested) {
      lock.write(
          () -> {
            loadBalancers()
                .delete(
                    requested.account(),
                    requested.region(),
                    requested.cluster(),
                    requested.namespace() + "/" + requested.service());
            return requested;
          });
    }

    private ClusterLoadBalancers loadBalancers() {
      return service(ElbService.class)
          .orElseThrow(() -> new IllegalStateException("Load balancers are not simulated"))
          .clusterLoadBalancers();
    }
  }

  private final class CloudDataServices implements DataServices {
    @Override
    public boolean isPostgresReachable(String host) {
      return answers("rds", host);
    }

    @Override
    public boolean isRedisReachable(String host) {
      return answers("elasticache", host);
    }

    private boolean answers(String signingName, String host) {
      return lock.read(
          () ->
              services.stream()
                  .filter(service -> service.signingName().equals(signingName))
                  .filter(DataEndpoints.class::isInstance)
                  .map(DataEndpoints.class::cast)
                  .map(hosts -> hosts.hasEndpoint(host))
                  .findFirst()
                  .orElse(true));
    }
  }

  /**
   * Clients connect from an address of the internet, unless the condition {@code client-address}
   * states another one for the cluster: a private one for a client in a connected network.
   */
  private final class CloudEndpoints implements EndpointReachability {
    private static final String PUBLIC_CLIENT = "198.51.100.7";

    private final FaultConditions conditions;

    private CloudEndpoints(FaultConditions conditions) {
      this.conditions = conditions;
    }

    @Override
    public boolean isReachable(String account, String region, String cluster) {
      String client = conditions.find("client-address", cluster).orElse(PUBLIC_CLIENT);
      return lock.read(
          () ->
              service(EksService.class)
                  .map(eks -> eks.admits(account, region, cluster, client))
                  .orElse(true));
    }
  }

  /** The cloud with a state store that takes the lock itself, for callers on other threads. */
  private record LockedCloud(Cloud cloud, StateLock lock) implements Cloud, StateStore {
    @Override
    public StateStore store() {
      return this;
    }

    @Override
    public <T extends Serializable> T getOrCreate(
        Class<T> type, String account, String region, Supplier<? extends T> initial) {
      return lock.read(() -> cloud.store().getOrCreate(type, account, region, initial));
    }

    @Override
    public <T extends Serializable> List<T> findAll(Class<T> type) {
      return lock.read(() -> cloud.store().findAll(type));
    }

    @Override
    public Duration latency(String kind) {
      return cloud.latency(kind);
    }

    @Override
    public FaultConditions conditions() {
      return cloud.conditions();
    }

    @Override
    public Optional<FaultRule.Failure> recordCall(ClusterCall call) {
      return cloud.recordCall(call);
    }

    @Override
    public ClusterControlPlanes clusterControlPlanes() {
      return cloud.clusterControlPlanes();
    }
  }
}
