package io.beta9.provisioning.app.webhook;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.api.webhook.WebhookDeliveryResource;
import io.beta9.provisioning.api.webhook.WebhookFields;
import io.beta9.provisioning.api.webhook.WebhookResource;
import io.beta9.provisioning.intake.webhook.WebhookRequests;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.settings.http.WebhookSettings;
import io.beta9.provisioning.webhook.DeliveryRepository;
import io.beta9.provisioning.webhook.SecretCipher;
import io.beta9.provisioning.webhook.WebhookDispatcher;
import io.beta9.provisioning.webhook.WebhookRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans of webhooks. */
@Configuration(proxyBeanMethods = false)
@Import(WebhookDeliveryResource.class)
public class WebhookConfiguration {

  private static AddressPolicy addresses(WebhookSettings settings) {
    return settings.allowLoopback() ? AddressPolicy.PUBLIC_OR_LOOPBACK : AddressPolicy.PUBLIC;
  }

  @Bean
  SecretCipher webhookSecretCipher(WebhookSettings settings, RandomGenerator random) {
    return new SecretCipher(settings.encryptionKey(), random);
  }

  @Bean
  WebhookRequests webhookRequests(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      SecretCipher cipher,
      AuditRepository audit,
      WebhookSettings settings,
      Clock clock,
      RandomGenerator random) {
    return new WebhookRequests(
        new WebhookRequests.WebhookStore(
            jdbc,
            transactions,
            new WebhookRepository(jdbc, cipher),
            new DeliveryRepository(jdbc),
            audit),
        settings.maxPerTenant(),
        clock,
        random);
  }

  @Bean
  WebhookFields webhookFields(WebhookSettings settings) {
    return new WebhookFields(addresses(settings));
  }

  @Bean
  WebhookResource webhookResource(WebhookRequests requests, WebhookFields fields) {
    return new WebhookResource(requests, fields);
  }

  @Bean
  WebhookDeliveryLifecycle webhookDelivery(
      JdbcClient jdbc,
      SecretCipher cipher,
      WebhookSettings settings,
      Clock clock,
      RandomGenerator random,
      MeterRegistry meters) {
    return new WebhookDeliveryLifecycle(
        new WebhookDispatcher(
            jdbc,
            cipher,
            addresses(settings),
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            clock,
            random,
            meters));
  }
}
