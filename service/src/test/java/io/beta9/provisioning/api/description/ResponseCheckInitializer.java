package io.beta9.provisioning.api.description;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Adds {@link ResponseCheckFilter} to the service of every test; see META-INF/spring.factories. */
public final class ResponseCheckInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final class Description {
    private static final DescribedResponses READ = DescribedResponses.read();
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    // Not while the description itself is written.
    if (!Boolean.getBoolean("openapi.write")) {
      ((GenericApplicationContext) context)
          .registerBean(ResponseCheckFilter.class, () -> new ResponseCheckFilter(Description.READ));
    }
  }
}
