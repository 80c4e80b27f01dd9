package io.beta9.provisioning.app.contract;

import io.beta9.provisioning.api.AccountResource;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.contract.PreconditionCheck;
import io.beta9.provisioning.api.contract.RepresentationFilter;
import io.beta9.provisioning.api.idempotency.IdempotencyFilter;
import io.beta9.provisioning.api.idempotency.IdempotentRequestRepository;
import io.beta9.provisioning.api.idempotency.ReplayedBody;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.problem.UnknownTenantException;
import io.beta9.provisioning.api.tenant.TenantResource;
import io.beta9.provisioning.api.webhook.WebhookResource;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.intake.UnknownAccountException;
import io.beta9.provisioning.intake.webhook.UnknownWebhookException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Conditional requests, compression and idempotency keys of the API. */
@Configuration(proxyBeanMethods = false)
@Import(ReplayedBody.class)
public class ApiContractConfiguration {

  private static final int AFTER_QUERY_PARAMETERS = 2;

  @Bean
  RepresentationFilter representationFilter() {
    return new RepresentationFilter();
  }

  @Bean
  IdempotencyFilter idempotencyFilter(JdbcClient jdbc, ProblemDetails problems, JsonMapper json) {
    return new IdempotencyFilter(new IdempotentRequestRepository(jdbc), problems, json);
  }

  @Bean
  WebMvcConfigurer preconditions(
      EffectiveCaller callers,
      EnvironmentViews views,
      AccountResource accounts,
      WebhookResource webhooks,
      TenantResource tenants,
      JsonMapper json) {
    PreconditionCheck check =
        new PreconditionCheck(
            Map.of(
                "/api/v1/environments",
                (caller, id) -> existing(() -> views.of(callers.environment(caller, id))),
                "/api/v1/accounts",
                (caller, id) -> existing(() -> accounts.get(caller, id)),
                "/api/v1/webhooks",
                (caller, id) -> existing(() -> webhooks.get(caller, id)),
                "/api/v1/tenants",
                (caller, id) -> existing(() -> tenants.get(caller, id))),
            json);
    return new WebMvcConfigurer() {
      /**
       * Parameters are checked by {@code QueryParameterCheck}. Spring would look for a provider of
       * Jakarta Validation because of their annotations, and fail every request without one.
       */
      @Override
      public Validator getValidator() {
        return new NoValidation();
      }

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(check).order(AFTER_QUERY_PARAMETERS);
      }
    };
  }

  private static Optional<Object> existing(Supplier<Object> read) {
    try {
      return Optional.of(read.get());
    } catch (UnknownEnvironmentException
        | UnknownAccountException
        | UnknownWebhookException
        | UnknownTenantException e) {
      return Optional.empty();
    }
  }

  /** Validates nothing. */
  private static final class NoValidation implements Validator {
    @Override
    public boolean supports(Class<?> type) {
      return false;
    }

    @Override
    public void validate(Object target, Errors errors) {
      // Supports no type.
    }
  }
}
