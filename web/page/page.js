// The script of the single page: the element and nothing else.
import '../index.js';
