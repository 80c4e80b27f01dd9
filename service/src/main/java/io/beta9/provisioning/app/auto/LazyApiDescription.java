package io.beta9.provisioning.app.auto;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Creates the beans of springdoc at the first request for {@code /openapi.json}. */
public final class LazyApiDescription implements BeanFactoryPostProcessor {
  private static final String PACKAGE = "org.springdoc.";

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    for (String name : beans.getBeanDefinitionNames()) {
      BeanDefinition bean = beans.getBeanDefinition(name);
      if (isPartOfSpringdoc(bean.getBeanClassName())
          || isPartOfSpringdoc(bean.getFactoryBeanName())) {
        bean.setLazyInit(true);
      }
    }
  }

  private static boolean isPartOfSpringdoc(@Nullable String name) {
    return name != null && name.startsWith(PACKAGE);
  }
}
