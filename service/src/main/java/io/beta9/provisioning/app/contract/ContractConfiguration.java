package io.beta9.provisioning.app.contract;

import io.beta9.provisioning.api.InstantJson;
import io.beta9.provisioning.api.contract.ErrorResource;
import io.beta9.provisioning.api.contract.JsonRequestConverter;
import io.beta9.provisioning.api.contract.QueryParameterCheck;
import io.beta9.provisioning.api.contract.RequestSyntaxFilter;
import io.beta9.provisioning.api.contract.ResourceMethods;
import io.beta9.provisioning.api.contract.YamlResponseConverter;
import io.beta9.provisioning.api.problem.ProblemDetails;
import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the HTTP requests and responses of both roles comply with. */
@Configuration(proxyBeanMethods = false)
@Import(ErrorResource.class)
public class ContractConfiguration {

  private static final int AFTER_AUTHORIZATION = 1;

  @Bean
  ProblemDetails problemDetails(JsonMapper json) {
    return new ProblemDetails(json);
  }

  @Bean
  RequestSyntaxFilter requestSyntaxFilter(ProblemDetails problems) {
    return new RequestSyntaxFilter(problems);
  }

  @Bean
  ResourceMethods resourceMethods(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    return new ResourceMethods(mappings);
  }

  @Bean
  WebMvcConfigurer contract(ResourceMethods methods) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new QueryParameterCheck(methods)).order(AFTER_AUTHORIZATION);
      }

      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.addCustomConverter(new JsonRequestConverter());
        converters.withYamlConverter(
            new YamlResponseConverter(
                YAMLMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(new SimpleModule().addSerializer(Instant.class, new InstantJson()))
                    .build()));
      }
    };
  }
}
