/** A Spring Boot application with one service. */
@NullMarked
package io.fastflight.example.spring;

import org.jspecify.annotations.NullMarked;
