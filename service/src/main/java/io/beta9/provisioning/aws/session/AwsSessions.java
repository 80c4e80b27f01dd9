package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Opens accounts by their roles. Sessions are kept and shared; closing this ends them all. */
public final class AwsSessions implements AutoCloseable {
  private static final int KEPT = 256;

  private record SessionKey(CloudTarget target, EnvironmentId id) {}

  private final AwsCredentialsProvider base;
  private final AwsClientFactory kit;

  /** The least recently used goes first; it holds no threads, so nothing has to be closed. */
  private final Map<SessionKey, AwsSession> sessions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, AwsSession> eldest) {
          return size() > KEPT;
        }
      };

  public AwsSessions(AwsOptions options) {
    this(options, DefaultCredentialsProvider.builder().build());
  }

  /** With an identity of one's own choice instead of the process's. */
  public AwsSessions(AwsOptions options, AwsCredentialsProvider base) {
    this(
        options,
        base,
        UrlConnectionHttpClient.builder().socketTimeout(options.attemptTimeout()).build());
  }

  /** The same over another way to AWS, which is closed with this. */
  public AwsSessions(AwsOptions options, AwsCredentialsProvider base, SdkHttpClient http) {
    this.base = base;
    this.kit = new AwsClientFactory(http, options);
  }

  /**
   * Enters the account for this environment.
   *
   * @throws FailureException {@code role-not-assumable} or {@code wrong-account}
   */
  public AwsSession open(CloudTarget target, EnvironmentId id) {
    SessionKey key = new SessionKey(target, id);
    synchronized (sessions) {
      AwsSession known = sessions.get(key);
      if (known != null) {
        return known;
      }
    }
    AwsSession session = enter(target, "beta9-provisioning-" + id);
    synchronized (sessions) {
      AwsSession other = sessions.putIfAbsent(key, session);
      return other == null ? session : other;
    }
  }

  @Override
  public void close() {
    synchronized (sessions) {
      sessions.clear();
    }
    kit.close();
  }

  private AwsSession enter(CloudTarget target, String sessionName) {
    StsClient sts = kit.prepare(StsClient.builder(), Region.of(target.region()), base).build();
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
    AwsSession session = new AwsSession(target, role, kit);
    String account = whoAmI(session, target);
    if (!account.equals(target.accountId())) {
      throw new FailureException(
          Failure.of(FailureCode.WRONG_ACCOUNT, assuming(target))
              .with(FailureParameter.ROLE, target.roleArn())
              .with(FailureParameter.ACCOUNT, account));
    }
    return session;
  }

  private static String whoAmI(AwsSession session, CloudTarget target) {
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
        .with(FailureParameter.EXTERNAL_ID, target.externalId());
  }

  private static String assuming(CloudTarget target) {
    return "Assuming the role in account " + target.accountId();
  }
}
