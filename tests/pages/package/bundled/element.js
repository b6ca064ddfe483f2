import 'attention-walk/element';
