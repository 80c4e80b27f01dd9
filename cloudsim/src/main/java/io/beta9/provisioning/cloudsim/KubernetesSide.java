package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.BucketOwners;
import io.beta9.provisioning.cloudsim.aws.DataHosts;
import io.beta9.provisioning.cloudsim.aws.eks.EksService;
import io.beta9.provisioning.cloudsim.aws.elb.BalancedService;
import io.beta9.provisioning.cloudsim.aws.elb.ClusterLoadBalancers;
import io.beta9.provisioning.cloudsim.aws.elb.ElbService;
import io.beta9.provisioning.cloudsim.aws.identity.Identities;
import io.beta9.provisioning.cloudsim.aws.protocol.Signature;
import io.beta9.provisioning.cloudsim.kubernetes.KubernetesControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.aws.BucketAccess;
import io.beta9.provisioning.cloudsim.kubernetes.aws.CallerDirectory;
import io.beta9.provisioning.cloudsim.kubernetes.aws.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the clusters ask of the AWS services, each question under the cloud's lock. A service that
 * is not simulated has no objections.
 */
final class KubernetesSide {
  private final CloudLock lock;
  private final Identities identities;
  private final List<AwsService> services;
  private final InstantSource clock;

  private KubernetesSide(
      CloudLock lock, Identities identities, List<AwsService> services, InstantSource clock) {
    this.lock = lock;
    this.identities = identities;
    this.services = services;
    this.clock = clock;
  }

  static KubernetesControlPlanes planes(
      Cloud cloud,
      CloudLock lock,
      Identities identities,
      List<AwsService> services,
      InstantSource clock) {
    KubernetesSide side = new KubernetesSide(lock, identities, services, clock);
    AwsBackend aws =
        new AwsBackend(side.new Tokens(), side.new Balancers(), side::refusal, side.new Data());
    return new KubernetesControlPlanes(new Guarded(cloud, lock), clock, aws, lock::touch);
  }

  private <T> Optional<T> service(Class<T> type) {
    return services.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private Optional<String> refusal(BucketAccess.Request attempt) {
    return lock.holding(
        () -> {
          Optional<BucketOwners> buckets = service(BucketOwners.class);
          if (buckets.isPresent()) {
            Optional<String> owner = buckets.get().ownerOf(attempt.bucket());
            if (owner.isEmpty()) {
              return Optional.of("NoSuchBucket: " + attempt.bucket());
            }
            if (!owner.get().equals(attempt.account())) {
              return Optional.of("AccessDenied");
            }
          }
          Optional<String> user = identities.directory().userOfAccessKey(attempt.accessKeyId());
          if (user.isEmpty() || !user.get().contains("::" + attempt.account() + ":")) {
            return Optional.of("InvalidAccessKeyId: " + attempt.accessKeyId());
          }
          return identities
              .directory()
              .secretOfAccessKey(attempt.accessKeyId())
              .filter(secret -> !secret.equals(attempt.secretAccessKey()))
              .map(secret -> "SignatureDoesNotMatch");
        });
  }

  private final class Tokens implements CallerDirectory {
    @Override
    public Optional<Caller> findCaller(String accessKeyId) {
      return lock.holding(
          () -> {
            Optional<String> token = identities.tokenOf(accessKeyId);
            Signature signature = new Signature(accessKeyId, "", "sts", token.orElse(""));
            return identities.recognise(signature, clock.instant())
                    instanceof Identities.Recognised.Known(var known)
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
      return lock.holding(
          () ->
              service(EksService.class)
                  .map(eks -> eks.admits(account, region, cluster, principalArn))
                  .orElseGet(
                      () ->
                          CallerDirectory.super.hasClusterAccess(
                              account, region, cluster, principalArn)));
    }
  }

  private final class Balancers implements LoadBalancers {
    @Override
    public String create(Request wanted) {
      return lock.changing(
          () ->
              balancers()
                  .create(
                      BalancedService.of(
                          wanted.account(),
                          wanted.region(),
                          wanted.cluster(),
                          wanted.namespace() + "/" + wanted.service(),
                          wanted.annotations(),
                          wanted.ports())));
    }

    @Override
    public void delete(Request wanted) {
      lock.changing(
          () -> {
            balancers()
                .delete(
                    wanted.account(),
                    wanted.region(),
                    wanted.cluster(),
                    wanted.namespace() + "/" + wanted.service());
            return wanted;
          });
    }

    private ClusterLoadBalancers balancers() {
      return service(ElbService.class)
          .orElseThrow(() -> new IllegalStateException("load balancers are not simulated"))
          .clusterLoadBalancers();
    }
  }

  private final class Data implements DataServices {
    @Override
    public boolean isPostgresReachable(String host) {
      return answers("rds", host);
    }

    @Override
    public boolean isRedisReachable(String host) {
      return answers("elasticache", host);
    }

    private boolean answers(String signingName, String host) {
      return lock.holding(
          () ->
              services.stream()
                  .filter(service -> service.signingName().equals(signingName))
                  .filter(DataHosts.class::isInstance)
                  .map(DataHosts.class::cast)
                  .map(hosts -> hosts.answersAt(host))
                  .findFirst()
                  .orElse(true));
    }
  }

  /** The cloud for those who come on threads of their own. */
  private record Guarded(Cloud cloud, CloudLock lock) implements Cloud, Store {
    @Override
    public Store store() {
      return this;
    }

    @Override
    public <T extends Serializable> T of(
        Class<T> type, String account, String region, Supplier<? extends T> initial) {
      return lock.holding(() -> cloud.store().of(type, account, region, initial));
    }

    @Override
    public <T extends Serializable> List<T> all(Class<T> type) {
      return lock.holding(() -> cloud.store().all(type));
    }

    @Override
    public Duration latency(String kind) {
      return cloud.latency(kind);
    }

    @Override
    public Conditions conditions() {
      return cloud.conditions();
    }

    @Override
    public ClusterPlanes clusterPlanes() {
      return cloud.clusterPlanes();
    }
  }
}
