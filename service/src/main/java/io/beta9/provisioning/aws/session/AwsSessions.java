package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.account.RoleProbe;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Opens sessions in customers' accounts by their roles. Sessions are cached and shared. */
public final class AwsSessions implements AutoCloseable {
  /** A session with its clients needs about 300 KB, and every dry run of a creation has one. */
  static final int MAX_SESSIONS = 48;

  private record SessionKey(CloudTarget target, EnvironmentId id) {}

  private final AwsOptions options;
  private final AwsCredentialsProvider base;
  private final AwsClientFactory clientFactory;

  /** Evicts the least recently used. A session holds no threads and need not be closed. */
  private final Map<SessionKey, AwsSession> sessions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, AwsSession> eldest) {
          return size() > MAX_SESSIONS;
        }
      };

  public AwsSessions(AwsOptions options) {
    this(options, List.of());
  }

  /**
   * @param metrics receive the metrics of every call
   */
  public AwsSessions(AwsOptions options, List<MetricPublisher> metrics) {
    this(options, DefaultCredentialsProvider.builder().build(), http(options), metrics);
  }

  /** Uses the given credentials instead of those of the process. */
  public AwsSessions(AwsOptions options, AwsCredentialsProvider base) {
    this(options, base, http(options));
  }

  private static SdkHttpClient http(AwsOptions options) {
    return UrlConnectionHttpClient.builder().socketTimeout(options.attemptTimeout()).build();
  }

  /** Uses the given HTTP client, which is closed together with the sessions. */
  public AwsSessions(AwsOptions options, AwsCredentialsProvider base, SdkHttpClient http) {
    this(options, base, http, List.of());
  }

  /**
   * Uses the given HTTP client, which is closed together with the sessions.
   *
   * @param metrics receive the metrics of every call
   */
  public AwsSessions(
      AwsOptions options,
      AwsCredentialsProvider base,
      SdkHttpClient http,
      List<MetricPublisher> metrics) {
    this.options = options;
    this.base = base;
    this.clientFactory = new AwsClientFactory(http, options, metrics);
  }

  /**
   * Returns the session for an environment in its account.
   *
   * @throws FailureException {@code role-not-assumable} or {@code wrong-account}
   */
  public AwsSession open(CloudTarget target, EnvironmentId id) {
    SessionKey key = new SessionKey(target, id);
    synchronized (sessions) {
      AwsSession cached = sessions.get(key);
      if (cached != null) {
        return cached;
      }
    }
    AwsSession session = assumeRole(target, "beta9-provisioning-" + id);
    synchronized (sessions) {
      AwsSession concurrent = sessions.putIfAbsent(key, session);
      return concurrent == null ? session : concurrent;
    }
  }

  /** Returns the credentials with which Terraform assumes the role of an environment. */
  public ProviderCredentials providerCredentials(CloudTarget target) {
    return new AssumeOnlyCredentials(
        clientFactory.prepare(StsClient.builder(), Region.of(target.region()), base).build(),
        options.webIdentity(),
        target.roleArn(),
        InstantSource.system());
  }

  /**
   * Returns a probe with the credentials of this process.
   *
   * @param partition the partition that they belong to
   */
  public RoleProbe roleProbe(AwsPartition partition) {
    Region region = Region.of(partition.globalRegion());
    return new StsRoleProbe(
        clientFactory.prepare(StsClient.builder(), region, base).build(), partition);
  }

  @Override
  public void close() {
    synchronized (sessions) {
      sessions.clear();
    }
    clientFactory.close();
  }

  private AwsSession assumeRole(CloudTarget target, String sessionName) {
    StsClient sts =
        clientFactory.prepare(StsClient.builder(), Region.of(target.region()), base).build();
    AwsCredentialsProvider role =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(
                request ->
                    request
                        .roleArn(target.roleArn())
                        .externalId(target.externalId())
                        .roleSessionName(sessionName))
            .build();
    AwsSession session = new AwsSession(target, role, clientFactory);
    String account = callerAccount(session, target);
    if (!account.equals(target.accountId())) {
      throw new FailureException(
          Failure.of(FailureCode.WRONG_ACCOUNT, assuming(target))
              .with(FailureParameter.ROLE, target.roleArn())
              .with(FailureParameter.ACCOUNT, account));
    }
    return session;
  }

  private static String callerAccount(AwsSession session, CloudTarget target) {
    try {
      return session.sts().getCallerIdentity().account();
    } catch (SdkException e) {
      Failure failure = AwsFailures.of(assuming(target), e);
      throw new FailureException(
          failure.kind() == FailureClass.PERMISSION ? notAssumable(target, failure) : failure, e);
    }
  }

  private static Failure notAssumable(CloudTarget target, Failure cause) {
    return Failure.of(FailureCode.ROLE_NOT_ASSUMABLE, assuming(target))
        .with(FailureParameter.REPORTED, cause.parameter(FailureParameter.REPORTED).orElse(null))
        .with(FailureParameter.ROLE, target.roleArn())
        .with(FailureParameter.ACCOUNT, target.accountId());
  }

  private static String assuming(CloudTarget target) {
    return "Assuming the role in account " + target.accountId();
  }
}
