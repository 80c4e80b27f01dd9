package io.beta9.provisioning.app.console;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeyCache;
import io.beta9.provisioning.access.SubjectTenantRepository;
import io.beta9.provisioning.access.session.MemberRepository;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.api.authentication.AuthenticationLog;
import io.beta9.provisioning.api.authentication.OidcSignIn;
import io.beta9.provisioning.api.ratelimit.RateLimiter;
import io.beta9.provisioning.api.ratelimit.RatePolicy;
import io.beta9.provisioning.console.page.OidcSignInResource;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.SignInAttempts;
import io.beta9.provisioning.console.page.SignInPage;
import io.beta9.provisioning.console.page.SignInResource;
import io.beta9.provisioning.console.session.SessionCookie;
import io.beta9.provisioning.intake.SessionRequests;
import io.beta9.provisioning.settings.http.ConsoleSettings;
import io.beta9.provisioning.settings.http.OidcSettings;
import io.beta9.provisioning.settings.http.RateLimitSettings;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Signing in to the console, its members and their sessions. */
@Configuration(proxyBeanMethods = false)
@Lazy
class ConsoleSignInConfiguration {

  @Bean
  MemberRepository consoleMembers(JdbcClient jdbc, ConsoleSettings settings) {
    return new MemberRepository(jdbc, settings.sessionIdle());
  }

  @Bean
  SessionRequests consoleSessionRequests(
      TransactionTemplate transactions, MemberRepository members, AuditRepository audit) {
    return new SessionRequests(transactions, members, audit);
  }

  @Bean
  OidcSignInResource consoleOidcSignIn(
      SignInPage page,
      ConsoleSettings settings,
      OidcSettings oidc,
      JdbcClient jdbc,
      Clock clock,
      ConsoleSessions sessions,
      MemberRepository members,
      RateLimitSettings limits,
      AuthenticationLog log) {
    String clientId = settings.oidcClientId();
    Optional<OidcSignIn> issuer =
        clientId == null
            ? Optional.empty()
            : Optional.of(
                new OidcSignIn(
                    oidc,
                    new OidcSignIn.Client(
                        clientId,
                        settings.oidcClientSecretFile(),
                        Objects.requireNonNull(settings.publicUrl())
                            .resolve(OidcSignInResource.CALLBACK)),
                    new SubjectTenantRepository(jdbc)::exists,
                    clock));
    return new OidcSignInResource(
        page,
        issuer,
        sessions.repository(),
        members,
        sessions.cookie(),
        sessions.audit(),
        attempts(limits, log));
  }

  @Bean
  SignInResource consoleSignIn(
      PageFrame frame,
      SignInPage page,
      ApiKeyRepository keys,
      KeyCache cache,
      Clock clock,
      ConsoleSessions sessions,
      RateLimitSettings limits,
      AuthenticationLog log) {
    return new SignInResource(
        frame,
        page,
        new KeyAuthenticator(keys, cache, clock),
        sessions.repository(),
        sessions.cookie(),
        sessions.audit(),
        attempts(limits, log));
  }

  private static SignInAttempts attempts(RateLimitSettings limits, AuthenticationLog log) {
    return new SignInAttempts(
        new RateLimiter(RatePolicy.INVALID_KEYS, limits.unauthenticated(), System::nanoTime), log);
  }

  /** What signing in writes. */
  record ConsoleSessions(
      SessionRepository repository, SessionCookie cookie, AuditRepository audit) {}

  @Bean
  ConsoleSessions consoleSignInWrites(
      SessionRepository repository, SessionCookie cookie, AuditRepository audit) {
    return new ConsoleSessions(repository, cookie, audit);
  }
}
