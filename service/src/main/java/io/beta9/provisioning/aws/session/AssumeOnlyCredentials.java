package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.process.TemporaryCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Credentials with which a program can assume one role and do nothing else: a session of this
 * process's own role, restricted by a session policy. Which call issues it depends on the kind of
 * this process's credentials:
 *
 * <ul>
 *   <li>a web identity: AssumeRoleWithWebIdentity;
 *   <li>a session of another role: AssumeRole of that role, if its trust policy permits itself;
 *   <li>an access key of a user: GetSessionToken. It takes no session policy; the session has the
 *       permissions of the user, except for IAM. GetFederationToken takes one, but such sessions
 *       cannot assume roles.
 * </ul>
 *
 * <p>If STS denies the call, there are none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access.html">
 *     Permissions of temporary credentials</a>
 */
final class AssumeOnlyCredentials implements ProviderCredentials {
  private static final Logger log = LoggerFactory.getLogger(AssumeOnlyCredentials.class);
  private static final String SESSION = "beta9-provisioning-terraform";
  private static final String ACTIVITY = "Restricting the credentials of Terraform";

  /** The longest that STS issues to a session of a role (role chaining). */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private static final Pattern ROLE_SESSION =
      Pattern.compile("arn:(aws[a-z-]*):sts::(\\d{12}):assumed-role/([^/]+)/.+");
  private static final Pattern USER = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:user/.+");

  /** Logged once for each process, not for each operation. */
  private static final AtomicBoolean REPORTED = new AtomicBoolean();

  private final StsClient sts;
  private final Optional<WebIdentity> webIdentity;
  private final String policy;
  private final InstantSource clock;
  private @Nullable TemporaryCredentials issued;
  private Instant nextAttempt = Instant.MIN;

  /**
   * @param sts uses the credentials of this process
   * @param roleArn the only role that can be assumed
   */
  AssumeOnlyCredentials(
      StsClient sts, Optional<WebIdentity> webIdentity, String roleArn, InstantSource clock) {
    this.sts = sts;
    this.webIdentity = webIdentity;
    this.policy =
        """
        {"Version":"2012-10-17","Statement":[\
        {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"%s"}]}\
        """
            .formatted(roleArn);
    this.clock = clock;
  }

  @Override
  public synchronized Optional<TemporaryCredentials> current() {
    Instant now = clock.instant();
    if (issued != null && !issued.isDueForRenewal(now)) {
      return Optional.of(issued);
    }
    if (now.isBefore(nextAttempt)) {
      return Optional.empty();
    }
    try {
      issued =
          AwsFailures.calling(ACTIVITY, this::issue)
              .map(
                  it ->
                      new TemporaryCredentials(
                          it.accessKeyId(),
                          it.secretAccessKey(),
                          it.sessionToken(),
                          now,
                          it.expiration()))
              .orElse(null);
    } catch (FailureException e) {
      if (e.failure().kind() != FailureClass.PERMISSION) {
        throw e;
      }
      reportOnce(e.failure().why());
      issued = null;
    }
    if (issued == null) {
      nextAttempt = now.plus(LIFETIME);
    }
    return Optional.ofNullable(issued);
  }

  private Optional<Credentials> issue() {
    if (webIdentity.isPresent()) {
      return Optional.of(ofWebIdentity(webIdentity.get()));
    }
    String caller = sts.getCallerIdentity().arn();
    Matcher session = ROLE_SESSION.matcher(caller);
    if (session.matches()) {
      // The ARN of a session does not contain the path of its role.
      String role =
          "arn:%s:iam::%s:role/%s".formatted(session.group(1), session.group(2), session.group(3));
      return Optional.of(
          sts.assumeRole(
                  r ->
                      r.roleArn(role)
                          .roleSessionName(SESSION)
                          .policy(policy)
                          .durationSeconds((int) LIFETIME.toSeconds()))
              .credentials());
    }
    if (USER.matcher(caller).matches()) {
      return Optional.of(
          sts.getSessionToken(r -> r.durationSeconds((int) LIFETIME.toSeconds())).credentials());
    }
    reportOnce("STS issues no restricted sessions to " + caller);
    return Optional.empty();
  }

  private Credentials ofWebIdentity(WebIdentity identity) {
    String token;
    try {
      token = Files.readString(identity.tokenFile()).strip();
    } catch (IOException e) {
      throw new FailureException(
          Failure.of(FailureCode.NO_CREDENTIALS, ACTIVITY)
              .with(FailureParameter.REPORTED, e.toString()),
          e);
    }
    return sts.assumeRoleWithWebIdentity(
            r ->
                r.roleArn(identity.roleArn())
                    .webIdentityToken(token)
                    .roleSessionName(SESSION)
                    .policy(policy)
                    .durationSeconds((int) LIFETIME.toSeconds()))
        .credentials();
  }

  private static void reportOnce(String why) {
    if (REPORTED.compareAndSet(false, true)) {
      log.warn(
          "Terraform uses the unrestricted credentials of this process, because STS issues no"
              + " restricted ones: {}",
          why);
    }
  }
}
