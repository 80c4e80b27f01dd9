package io.beta9.provisioning.app.security;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeyCache;
import io.beta9.provisioning.access.SubjectTenantRepository;
import io.beta9.provisioning.access.TenantLifecycleRepository;
import io.beta9.provisioning.api.authentication.ApiKeyAuthenticationProvider;
import io.beta9.provisioning.api.authentication.AuthenticationLog;
import io.beta9.provisioning.api.authentication.OidcAuthenticationProvider;
import io.beta9.provisioning.api.authorization.AccessProblems;
import io.beta9.provisioning.api.authorization.AuthorizationTable;
import io.beta9.provisioning.api.authorization.DenialLog;
import io.beta9.provisioning.api.authorization.OperationAuthorization;
import io.beta9.provisioning.api.authorization.SecurityChains;
import io.beta9.provisioning.api.authorization.SuspendedTenantCheck;
import io.beta9.provisioning.api.authorization.TenantLookup;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.ratelimit.RateLimiter;
import io.beta9.provisioning.api.ratelimit.RatePolicy;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.settings.http.OidcSettings;
import io.beta9.provisioning.settings.http.RateLimitSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may request what: Spring Security's filter chains, and the permissions of the operations. */
@Configuration(proxyBeanMethods = false)
public class SecurityConfiguration {

  /** Before the filters that need the caller, after those that apply to every request. */
  private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 10;

  @Bean
  KeyAuthenticator keyAuthenticator(ApiKeyRepository keys, KeyCache cache, Clock clock) {
    return new KeyAuthenticator(keys, cache, clock);
  }

  @Bean
  AccessProblems accessProblems(ProblemDetails problems) {
    return new AccessProblems(problems);
  }

  @Bean
  OidcAuthenticationProvider oidcAuthenticationProvider(
      OidcSettings settings, JdbcClient jdbc, Clock clock) {
    return new OidcAuthenticationProvider(
        settings, new SubjectTenantRepository(jdbc)::exists, clock);
  }

  @Bean
  BearerTokenFilter.Authenticators authenticators(
      KeyAuthenticator keys, OidcAuthenticationProvider tokens) {
    return new BearerTokenFilter.Authenticators(
        new ProviderManager(new ApiKeyAuthenticationProvider(keys), tokens),
        secret -> keys.isFamiliar(secret) || tokens.isFamiliar(secret));
  }

  @Bean
  AuthenticationLog authenticationLog(MeterRegistry meters) {
    return new AuthenticationLog(meters, System::nanoTime);
  }

  @Bean
  FilterRegistrationBean<FilterChainProxy> securityFilter(
      BearerTokenFilter.Authenticators authenticators,
      RateLimitSettings settings,
      AuthenticationLog log,
      ProblemDetails problems,
      AccessProblems access,
      ObjectProvider<SecurityFilterChain> others) {
    BearerTokenFilter bearer =
        new BearerTokenFilter(
            authenticators,
            new RateLimiter(RatePolicy.INVALID_KEYS, settings.unauthenticated(), System::nanoTime),
            log,
            problems);
    List<SecurityFilterChain> chains = new ArrayList<>(others.orderedStream().toList());
    chains.add(SecurityChains.api(bearer, access));
    FilterRegistrationBean<FilterChainProxy> registration =
        new FilterRegistrationBean<>(SecurityChains.proxy(chains, access));
    registration.setOrder(ORDER);
    return registration;
  }

  @Bean
  @Lazy
  AuthorizationTable authorizationTable(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
    return AuthorizationTable.of(mappings);
  }

  @Bean
  DenialLog denialLog(MeterRegistry meters) {
    return new DenialLog(meters, System::nanoTime);
  }

  /** Precedes the routing to the replica, which depends on the tenant. */
  @Bean
  WebMvcConfigurer operationAuthorization(JdbcClient jdbc, DenialLog denials) {
    OperationAuthorization authorization =
        new OperationAuthorization(new TenantLookup(new SubjectTenantRepository(jdbc)), denials);
    SuspendedTenantCheck suspended = new SuspendedTenantCheck(new TenantLifecycleRepository(jdbc));
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(authorization).order(Ordered.HIGHEST_PRECEDENCE);
        registry.addInterceptor(suspended).order(Ordered.HIGHEST_PRECEDENCE + 1);
      }
    };
  }
}
